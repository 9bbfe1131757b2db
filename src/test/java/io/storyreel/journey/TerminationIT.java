package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A SIGTERM ends it in good order. */
class TerminationIT {

    /** After the grace there are ten seconds for the rest. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    @RegisterExtension
    static final House HOUSE = withGrace("5s").house();

    @Test
    void anIdleAppEndsAtOnceWithZero() throws Exception {
        assertThatItStopsWithin(Duration.ofSeconds(10));

        HOUSE.product().restart().awaitReady(House.PATIENCE);
    }

    @Test
    void whatIsUnderWayIsHandedBack() throws Exception {
        Request hanging = Request.of("hanging", "[sim:hang]");
        Request slow = Request.of("slow", "[sim:video=slow ms=10000] [sim:video=huge=2000000]");
        HOUSE.drop(slow);
        HOUSE.awaitState(slow, "delivering");
        HOUSE.drop(hanging);
        HOUSE.storyOf(hanging);

        assertThatItStopsWithin(GRACE);

        HOUSE.product().restart().awaitReady(House.PATIENCE);
        HOUSE.failed(hanging, "SUBMISSION_UNCERTAIN");
        HOUSE.awaitState(hanging, "uncertain");
        HOUSE.delivered(slow);
        assertThat(HOUSE.submissions(hanging)).hasSize(1);
        assertThat(HOUSE.submissions(slow)).hasSize(1);
    }

    @Test
    void aPaidCallThatOutlastsTheGraceIsUncertain() throws Exception {
        try (House house = withGrace("2s").open()) {
            Request hanging = Request.of("outlasting", "[sim:hang]");
            house.drop(hanging);
            house.storyOf(hanging);

            Instant asked = Instant.now();
            assertThat(house.product().stop()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(12));

            house.product().restart().awaitReady(House.PATIENCE);
            house.failed(hanging, "SUBMISSION_UNCERTAIN");
            assertThat(house.submissions(hanging)).hasSize(1);
        }
    }

    @Test
    void aDownloadIsNotWaitedForAsAPaidCallIs() throws Exception {
        try (House house = withGrace("90s").open()) {
            Request slow = Request.of("slow-video", "[sim:video=slow ms=80000] [sim:video=huge=2000000]");
            house.drop(slow);
            house.awaitState(slow, "delivering");

            Instant asked = Instant.now();
            assertThat(house.product().stop(Duration.ofSeconds(60))).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(35));
        }
    }

    @Test
    void aPaidCallThatEndsWithinARaisedGraceIsFinishedAndNoOtherIsBegun() throws Exception {
        try (House house = withGrace("40s").with("storyreel.api.max-concurrent", "1").open()) {
            Request slow = Request.of("slow-but-within", "[sim:slow ms=22000]");
            Request behind = Request.of("behind-it");
            house.drop(slow);
            house.awaitState(slow, "submitting");
            house.drop(behind);
            house.accepted(behind.fileName());

            Instant asked = Instant.now();
            assertThat(house.product().stop(Duration.ofSeconds(50))).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(40));
            assertThat(house.submissions(slow)).hasSize(1);
            assertThat(house.submissions(behind)).isEmpty();

            house.product().restart().awaitReady(House.PATIENCE);
            house.delivered(slow);
            house.delivered(behind);
            assertThat(house.payments(slow)).isEqualTo(1);
            assertThat(house.payments(behind)).isEqualTo(1);
        }
    }

    private static HousePlan withGrace(String grace) {
        return HousePlan.usual().with("storyreel.api.response-timeout", "60s").with("storyreel.stop.grace", grace);
    }

    private static void assertThatItStopsWithin(Duration limit) {
        Instant asked = Instant.now();
        assertThat(HOUSE.product().stop()).isZero();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(limit);
    }
}
