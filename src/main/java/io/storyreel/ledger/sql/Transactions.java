package io.storyreel.ledger.sql;

import java.util.function.Supplier;
import javax.sql.DataSource;

import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.ledger.database.Durability;
import io.storyreel.ledger.database.PostgresBarrier;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What happens together in the ledger or not at all, what is on the disk when it has, and what waits for a ledger that
 * is away.
 */
@ApplicationScoped
public class Transactions {

    /** Between two tries of what waits for the ledger. */
    private static final long PAUSE_MS = 500;

    private final Sql sql;

    private final TransactionTemplate transaction;

    private final Durability durability;

    private final boolean isPostgres;

    Transactions(Sql sql, DataSource dataSource, Durability durability, StoryreelSettings settings) {
        this.sql = sql;
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.durability = durability;
        this.isPostgres = settings.db().kind() == DbKind.POSTGRESQL;
    }

    /** All of the work or none of it; a part of the transaction that is under way, where one is. */
    public <T> T inTransaction(Supplier<T> work) {
        return sql.asked(() -> transaction.execute(status -> work.get()));
    }

    /**
     * A transaction that is on the disk when this returns. A server that crashed after a commit, and forgot it, would
     * gladly force what it still knows: so there it is the commit itself that waits for the disk.
     *
     * @throws LedgerUnavailable where that can't be said: then it may be done or not, and all of it is to be asked
     *        again
     */
    public <T> T durably(Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("what is not committed can't be forced to the disk");
        }
        if (isPostgres) {
            return inTransaction(() -> {
                sql.tell(PostgresBarrier.WAIT_AT_COMMIT);
                sql.tell(PostgresBarrier.WAIT_FOR_LOCKS);
                return work.get();
            });
        }
        T done = inTransaction(work);
        durability.await();
        return done;
    }

    /**
     * What is committed outlives this process from here on. A server's commits do so by themselves; those of an
     * embedded database are in this process's memory for a moment.
     *
     * @throws LedgerUnavailable where that can't be said
     */
    public void outlive() {
        if (!isPostgres) {
            durability.await();
        }
    }

    /**
     * In a transaction of its own, and not while any replica is in another one of the same name.
     *
     * @param name of a row in {@code gate}
     */
    public <T> T oneAtATime(String name, Supplier<T> work) {
        return inTransaction(() -> {
            sql.values("SELECT name FROM gate WHERE name = :name FOR UPDATE", Sql.with("name", name), String.class);
            return work.get();
        });
    }

    /** Once the transaction that is under way is committed, and only then; at once where none is. */
    public static void afterCommit(Runnable then) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            then.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                then.run();
            }
        });
    }

    /** For what must not be lost: where the ledger is away, waits for it. */
    public <T> T retryUntilAvailable(Supplier<T> work) {
        return retryUntilAvailable(work, work);
    }

    /** The same; {@code again} knows that the try before it may have been carried out. */
    public <T> T retryUntilAvailable(Supplier<T> work, Supplier<T> again) {
        for (Supplier<T> next = work;; next = again) {
            try {
                return next.get();
            } catch (LedgerUnavailable e) {
                // The connection of a transaction does not come back; its whole is to be repeated, not a part.
                if (TransactionSynchronizationManager.isActualTransactionActive()) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(LedgerUnavailable why) {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }
}
