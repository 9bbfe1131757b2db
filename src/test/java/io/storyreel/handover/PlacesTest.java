package io.storyreel.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.storyreel.settings.Stopping;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stage takes no more than it has places for, and what has waited in the ledger comes first. */
class PlacesTest {

    private final Stopping stopping = new Stopping();

    private final Places places = new Places(TestSettings.with("storyreel.api.max-concurrent", "8"), stopping);

    private final ExecutorService sweep = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        sweep.shutdownNow();
    }

    @Test
    void noMoreIsHandedOverThanThereArePlaces() {
        for (int i = 0; i < places.deliver(); i++) {
            assertThat(places.take(Places.DELIVER)).isTrue();
        }

        assertThat(places.take(Places.DELIVER)).isFalse();
        places.giveBack(Places.DELIVER, 1);
        assertThat(places.take(Places.DELIVER)).isTrue();
    }

    @Test
    void aSweepTakesHalfOfThePlacesOnceTheyAreFreeAndLeavesTheOthersToWhatIsHandedOver() {
        int half = places.deliver() / 2;
        assertThat(places.takeHalf(Places.DELIVER)).isEqualTo(half);
        assertThat(places.take(Places.DELIVER)).isTrue();
        assertThat(places.takeHalf(Places.DELIVER)).isZero();
        places.giveBack(Places.DELIVER, 1);
        assertThat(places.takeHalf(Places.DELIVER)).isEqualTo(half);
    }

    @Test
    void amongReplicasNoneKeepsWhatAnotherCouldDeliverNow() {
        assertThat(new Places(TestSettings.with("storyreel.db.kind", "postgresql"), stopping).deliver())
                .isLessThan(places.deliver());
    }

    @Test
    void whileASweepWaitsNobodyIsHandedOverPastIt() throws Exception {
        places.takeFree(Places.DELIVER);
        Future<Integer> swept = sweep.submit(() -> {
            int taken = 0;
            while (taken == 0) {
                taken = places.takeHalf(Places.DELIVER);
            }
            return taken;
        });
        await().untilAsserted(() -> {
            places.giveBack(Places.DELIVER, 1);
            boolean taken = places.take(Places.DELIVER);
            if (!taken) {
                places.takeFree(Places.DELIVER);
            }
            assertThat(taken).isFalse();
        });
        places.giveBack(Places.DELIVER, places.deliver());

        assertThat(swept.get()).isPositive();
    }

    @Test
    void longCallsLeaveAPlaceForTheOthers() {
        assertThat(places.submitLong()).isEqualTo(7);
        assertThat(new Places(TestSettings.with("storyreel.api.max-concurrent", "1"), stopping).submitLong()).isOne();
    }

    @Test
    void aStageThatIsNoneOfOursHasNoPlacesToGiveBack() {
        places.giveBack("direct-somewhere", 1);
        places.giveBack(null, 1);
    }

    @Test
    void onceTheProcessStopsNothingMoreIsBegun() {
        stopping.begin();

        assertThat(places.take(Places.REPORT)).isFalse();
        assertThat(places.takeFree(Places.REPORT)).isZero();
        assertThat(places.takeHalf(Places.REPORT)).isZero();
        assertThat(places.isStopping()).isTrue();
    }
}
