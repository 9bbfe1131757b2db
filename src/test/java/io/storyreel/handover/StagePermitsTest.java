package io.storyreel.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.storyreel.settings.ShutdownState;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stage takes no more than it has permits for, and what has waited in the ledger comes first. */
class StagePermitsTest {

    private final ShutdownState stopping = new ShutdownState();

    private final StagePermits permits = new StagePermits(TestSettings.with("storyreel.api.max-concurrent", "8"),
            stopping);

    private final ExecutorService sweep = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        sweep.shutdownNow();
    }

    @Test
    void noMoreIsHandedOverThanThereArePermits() {
        for (int i = 0; i < permits.deliver(); i++) {
            assertThat(permits.take(StagePermits.DELIVER)).isTrue();
        }

        assertThat(permits.take(StagePermits.DELIVER)).isFalse();
        permits.giveBack(StagePermits.DELIVER, 1);
        assertThat(permits.take(StagePermits.DELIVER)).isTrue();
    }

    @Test
    void aSweepTakesHalfOfThePermitsOnceTheyAreFreeAndLeavesTheOthersToWhatIsHandedOver() {
        int half = permits.deliver() / 2;
        assertThat(permits.takeHalf(StagePermits.DELIVER)).isEqualTo(half);
        assertThat(permits.take(StagePermits.DELIVER)).isTrue();
        assertThat(permits.takeHalf(StagePermits.DELIVER)).isZero();
        permits.giveBack(StagePermits.DELIVER, 1);
        assertThat(permits.takeHalf(StagePermits.DELIVER)).isEqualTo(half);
    }

    @Test
    void amongReplicasNoneKeepsWhatAnotherCouldDeliverNow() {
        assertThat(new StagePermits(TestSettings.with("storyreel.db.kind", "postgresql"), stopping).deliver())
                .isLessThan(permits.deliver());
    }

    @Test
    void whileASweepWaitsNobodyIsHandedOverPastIt() throws Exception {
        permits.takeFree(StagePermits.DELIVER);
        Future<Integer> swept = sweep.submit(() -> {
            int taken = 0;
            while (taken == 0) {
                taken = permits.takeHalf(StagePermits.DELIVER);
            }
            return taken;
        });
        await().untilAsserted(() -> {
            permits.giveBack(StagePermits.DELIVER, 1);
            boolean taken = permits.take(StagePermits.DELIVER);
            if (!taken) {
                permits.takeFree(StagePermits.DELIVER);
            }
            assertThat(taken).isFalse();
        });
        permits.giveBack(StagePermits.DELIVER, permits.deliver());

        assertThat(swept.get()).isPositive();
    }

    @Test
    void longCallsLeaveAPlaceForTheOthers() {
        assertThat(permits.submitLong()).isEqualTo(7);
        assertThat(new StagePermits(TestSettings.with("storyreel.api.max-concurrent", "1"),
                stopping).submitLong()).isOne();
    }

    @Test
    void aStageThatIsNoneOfOursHasNoPermitsToGiveBack() {
        permits.giveBack("direct-somewhere", 1);
        permits.giveBack(null, 1);
    }

    @Test
    void onceTheProcessStopsNothingMoreIsBegun() {
        stopping.begin();

        assertThat(permits.take(StagePermits.REPORT)).isFalse();
        assertThat(permits.takeFree(StagePermits.REPORT)).isZero();
        assertThat(permits.takeHalf(StagePermits.REPORT)).isZero();
        assertThat(permits.isStopping()).isTrue();
    }
}
