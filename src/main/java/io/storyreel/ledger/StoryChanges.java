package io.storyreel.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells who listens in this process which stories have changed. A hint to look: the ledger says what they are. */
@ApplicationScoped
public class StoryChanges {

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** From now on told the {@code request_id} of each story that this process changes, once it is committed. */
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** The story has changed, or does so with the transaction that is under way. */
    void of(String requestId) {
        if (listeners.isEmpty()) {
            return;
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    tell(requestId);
                }
            });
        } else {
            tell(requestId);
        }
    }

    private void tell(String requestId) {
        listeners.forEach(listener -> listener.accept(requestId));
    }
}
