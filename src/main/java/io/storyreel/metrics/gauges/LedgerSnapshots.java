package io.storyreel.metrics.gauges;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.query.LedgerTotals;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What the ledger says of all stories, asked once for all that want to know it: at most once a second, and so seldom
 * that no more than a part of the time is spent on it, however large it is and however often it is scraped.
 */
@ApplicationScoped
class LedgerSnapshots {

    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    /** What has taken long is good for so many times as long. */
    private static final int TIMES = 10;

    /** But a ledger that is back is seen soon. */
    private static final long LONGEST = Duration.ofSeconds(10).toNanos();

    private final LedgerTotals totals;
    private final CreditGate gate;

    private final ReentrantLock asking = new ReentrantLock();

    private volatile Snapshot latest;

    private volatile long goodUntil;

    LedgerSnapshots(LedgerTotals totals, CreditGate gate) {
        this.totals = totals;
        this.gate = gate;
    }

    /** Who comes while it is asked gets what was said before. */
    Snapshot latest() {
        if (latest != null && (System.nanoTime() - goodUntil < 0 || !asking.tryLock())) {
            return latest;
        }
        if (!asking.isHeldByCurrentThread()) {
            asking.lock();
        }
        try {
            if (latest == null || System.nanoTime() - goodUntil >= 0) {
                long begun = System.nanoTime();
                Snapshot now = asked();
                long took = System.nanoTime() - begun;
                goodUntil = begun + took + Math.max(FRESH, now == Snapshot.UNKNOWN ? Math.min(took, LONGEST)
                        : took * TIMES);
                latest = now;
            }
            return latest;
        } finally {
            asking.unlock();
        }
    }

    private Snapshot asked() {
        try {
            return new Snapshot(totals.states(), totals.held(), totals.oldestWaiting().toMillis() / 1000.0,
                    gate.isClosed() ? 1 : 0);
        } catch (LedgerUnavailable e) {
            // Of that readiness and the log tell.
            return Snapshot.UNKNOWN;
        }
    }

    /**
     * What it has said.
     *
     * @param states how many stories are in each state
     * @param held how many of them the day's budget holds back
     * @param oldestWaitingSeconds how long the first in line has waited
     * @param gateClosed 1 while there is no credit, else 0
     */
    record Snapshot(Map<StoryState, Long> states, double held, double oldestWaitingSeconds, double gateClosed) {

        /** Nobody knows. */
        static final Snapshot UNKNOWN = new Snapshot(new EnumMap<>(StoryState.class), Double.NaN, Double.NaN,
                Double.NaN);

        double in(StoryState state) {
            Long many = states.get(state);
            return many == null ? Double.NaN : many.doubleValue();
        }
    }
}
