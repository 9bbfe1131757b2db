package io.storyreel.ledger.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.storyreel.ledger.sql.Transactions;
import jakarta.enterprise.context.ApplicationScoped;

/** Tells who listens in this process which stories have changed. A hint to look: the ledger says what they are. */
@ApplicationScoped
public class StoryChanges {

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** From now on told the {@code request_id} of each story that this process changes, once it is committed. */
    public void listen(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** The story has changed, or does so with the transaction that is under way. */
    public void of(String requestId) {
        if (listeners.isEmpty()) {
            return;
        }
        Transactions.afterCommit(() -> tell(requestId));
    }

    private void tell(String requestId) {
        listeners.forEach(listener -> listener.accept(requestId));
    }
}
