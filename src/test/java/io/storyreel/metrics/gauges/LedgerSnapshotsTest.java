package io.storyreel.metrics.gauges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.storyreel.ledger.TestLedger;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the ledger is asked for monitoring, and how often. */
class LedgerSnapshotsTest {

    private final TestLedger ledger = TestLedger.fresh();

    private final LedgerSnapshots snapshots = ledger.get(LedgerSnapshots.class);

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void whoeverAsksWithinASecondIsToldTheSameAndLaterWhatIs() {
        LedgerSnapshots.Snapshot first = snapshots.latest();
        ledger.accepted("a", TestLedger.REQUEST);

        for (int i = 0; i < 1_000; i++) {
            assertThat(snapshots.latest()).isSameAs(first);
        }
        assertThat(first.in(StoryState.ACCEPTED)).isZero();
        await().until(() -> snapshots.latest().in(StoryState.ACCEPTED) == 1);
        assertThat(snapshots.latest().in(StoryState.DELIVERED)).isZero();
        assertThat(snapshots.latest().gateClosed()).isZero();
    }

    @Test
    void whereTheLedgerIsAwayNothingIsANumberAndItIsSeenSoonWhenItIsBack() {
        ledger.accepted("a", TestLedger.REQUEST);
        ledger.goAway();

        LedgerSnapshots.Snapshot away = snapshots.latest();

        assertThat(away.in(StoryState.ACCEPTED)).isNaN();
        assertThat(away.oldestWaitingSeconds()).isNaN();
        assertThat(away.gateClosed()).isNaN();
        assertThat(away.held()).isNaN();
        ledger.comeBack();
        await().until(() -> snapshots.latest().in(StoryState.ACCEPTED) == 1);
    }
}
