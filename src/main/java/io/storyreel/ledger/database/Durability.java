package io.storyreel.ledger.database;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.OutOfMemoryExit;
import io.storyreel.settings.ShutdownState;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.text.RootCause;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * What must not be forgotten in a power cut: it is on the disk, not only committed, before anybody acts on it. A commit
 * by itself survives the end of this process, of a machine it need not.
 * <p>
 * It is waited for where the outside is told or paid: before a file moves or a message is acknowledged, before a paid
 * POST, after its answer and each paid step's, before /concat, and before a callback is thanked for that nobody would
 * repeat. All else may be lost: it is found out and done again. One thread forces for all who wait, so that many
 * stories cost little more than one.
 */
@ApplicationScoped
@Named("durability")
@Unremovable
public class Durability {

    /** From the beginning of a force that served many to the next: each writes whole pages, one could serve all. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

    private static final long IDLE_SECONDS = 10;

    private final Barrier barrier;

    private final ThreadPoolExecutor thread;

    /** What those who come now wait for; begun by the first of them. */
    private CompletableFuture<Void> next;

    /** How many that are. */
    private int waiting;

    private volatile boolean crowded;

    private long lastBegun;

    @Inject
    Durability(DataSource ledger, StoryreelSettings settings, ShutdownState stopping) {
        this(settings.db().kind() == DbKind.POSTGRESQL ? new PostgresBarrier(ledger)
                : new H2Barrier(ledger, fault -> {
                    if (!stopping.isBegun()) {
                        ClosedDatabaseFile.end(fault);
                    }
                }));
    }

    Durability(Barrier barrier) {
        this.barrier = barrier;
        this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), all -> {
            Thread one = new Thread(all, "storyreel-ledger-force");
            one.setDaemon(true);
            return one;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Brings all that is committed to the disk. */
    interface Barrier {
        /** @throws SQLException where it may not be there */
        void force() throws SQLException;

        /** Whether there is a disk at all. */
        boolean isNeeded() throws SQLException;

        /** Whether something was written since the last force that should not stay so. */
        boolean hasRest() throws SQLException;

        /** Releases the database; nothing is forced any more. */
        default void close() {
            // Most hold nothing.
        }
    }

    /** Before anybody changes anything: what was there at the start is what a power cut would go back to. */
    void begin(@Observes @Priority(1) StartupEvent start) {
        forceRest();
    }

    /**
     * Returns once all that this thread has seen committed is on the disk.
     *
     * @throws LedgerUnavailable where that can't be said
     */
    public void await() {
        try {
            if (barrier.isNeeded()) {
                joined().join();
            }
        } catch (SQLException | CompletionException | RejectedExecutionException e) {
            throw new LedgerUnavailable("the ledger could not be forced to the disk: "
                    + RootCause.of(e));
        }
    }

    private synchronized CompletableFuture<Void> joined() {
        if (next == null) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            // Refused once we stop, and where there is no memory for a thread: then nobody would serve whoever joined.
            thread.execute(this::forceForAll);
            next = begun;
        }
        waiting++;
        return next;
    }

    private void forceForAll() {
        pace();
        CompletableFuture<Void> served;
        synchronized (this) {
            // Who comes from now on may have committed too late for this one.
            served = next;
            next = null;
            crowded = waiting > 1;
            waiting = 0;
        }
        lastBegun = System.nanoTime();
        try {
            barrier.force();
            served.complete(null);
        } catch (SQLException | RuntimeException | Error e) {
            served.completeExceptionally(e);
            OutOfMemoryExit.endIfBehind(e);
        }
    }

    private void pace() {
        if (!crowded) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(lastBegun + PACE_NANOS - System.nanoTime());
        } catch (InterruptedException e) {
            // Asked to end: who waits is served first.
            Thread.currentThread().interrupt();
        }
    }

    /** For what nobody waits for: forces it where there is any. */
    public void forceRest() {
        try {
            if (barrier.hasRest()) {
                await();
            }
        } catch (SQLException e) {
            throw new LedgerUnavailable("the ledger could not be forced to the disk: "
                    + RootCause.of(e));
        }
    }

    @PreDestroy
    public void close() {
        thread.shutdown();
        barrier.close();
    }
}
