package io.storyreel.ledger;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.LinkedBlockingQueue;

import javax.sql.DataSource;

import io.storyreel.fault.LedgerAway;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import jakarta.annotation.PreDestroy;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * What must not be forgotten in a power cut: it is on the disk, not only committed, before anybody acts on it. A commit
 * by itself survives the end of this process, of a machine it need not.
 * <p>
 * It is waited for where the outside is told or paid: before a file moves or a message is acknowledged, before a paid
 * POST, after its answer and each paid step's, before /concat, and before a callback is thanked for that nobody would
 * repeat. All else may be lost: it is found out and done again. One thread forces for all who wait, so that many stories
 * cost little more than one.
 */
@ApplicationScoped
@Named("durability")
@Unremovable
public class Durability {

    /** Between the beginnings of two forces, where many wait: each writes whole pages, and one serves them all. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

    private static final long IDLE_SECONDS = 10;

    private final Barrier barrier;

    private final ThreadPoolExecutor thread;

    /** What those who come now wait for; begun by the first of them. */
    private CompletableFuture<Void> next;

    private long lastBegun = System.nanoTime() - PACE_NANOS;

    @Inject
    Durability(DataSource ledger, StoryreelSettings settings) {
        this(settings.db().kind() == DbKind.POSTGRESQL ? new PostgresBarrier(ledger) : new H2Barrier(ledger));
    }

    Durability(Barrier barrier) {
        this.barrier = barrier;
        this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread one = new Thread(task, "storyreel-ledger-force");
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
    }

    /**
     * Returns once all that this thread has seen committed is on the disk.
     *
     * @throws LedgerAway where that can't be said
     */
    public void await() {
        try {
            if (barrier.isNeeded()) {
                joined().join();
            }
        } catch (SQLException | CompletionException e) {
            throw new LedgerAway("the ledger could not be forced to the disk: "
                    + LedgerContact.inOneLine(new IllegalStateException(e)));
        }
    }

    private synchronized CompletableFuture<Void> joined() {
        if (next == null) {
            next = new CompletableFuture<>();
            thread.execute(this::forceForAll);
        }
        return next;
    }

    private void forceForAll() {
        pace();
        CompletableFuture<Void> served;
        synchronized (this) {
            // Who comes from now on may have committed too late for this one.
            served = next;
            next = null;
        }
        lastBegun = System.nanoTime();
        try {
            barrier.force();
            served.complete(null);
        } catch (SQLException | RuntimeException e) {
            served.completeExceptionally(e);
        }
    }

    private void pace() {
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
            throw new LedgerAway("the ledger could not be forced to the disk: "
                    + LedgerContact.inOneLine(new IllegalStateException(e)));
        }
    }

    @PreDestroy
    void close() {
        thread.shutdown();
    }
}
