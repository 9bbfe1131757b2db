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
    static final AppFixture APP = withGrace("5s").app();

    @Test
    void anIdleAppEndsAtOnceWithZero() throws Exception {
        assertThatItStopsWithin(Duration.ofSeconds(10));

        APP.product().restart().awaitReady(AppFixture.PATIENCE);
    }

    @Test
    void whatIsUnderWayIsHandedBack() throws Exception {
        Request hanging = Request.of("hanging", "[sim:hang]");
        Request slow = Request.of("slow", "[sim:video=slow ms=10000] [sim:video=huge=2000000]");
        APP.drop(slow);
        APP.awaitState(slow, "delivering");
        APP.drop(hanging);
        APP.storyOf(hanging);

        assertThatItStopsWithin(GRACE);

        APP.product().restart().awaitReady(AppFixture.PATIENCE);
        APP.failed(hanging, "SUBMISSION_UNCERTAIN");
        APP.awaitState(hanging, "uncertain");
        APP.delivered(slow);
        assertThat(APP.submissions(hanging)).hasSize(1);
        assertThat(APP.submissions(slow)).hasSize(1);
    }

    @Test
    void aPaidCallThatOutlastsTheGraceIsUncertain() throws Exception {
        try (AppFixture app = withGrace("2s").open()) {
            Request hanging = Request.of("outlasting", "[sim:hang]");
            app.drop(hanging);
            app.storyOf(hanging);

            Instant asked = Instant.now();
            assertThat(app.product().stop()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(12));

            app.product().restart().awaitReady(AppFixture.PATIENCE);
            app.failed(hanging, "SUBMISSION_UNCERTAIN");
            assertThat(app.submissions(hanging)).hasSize(1);
        }
    }

    @Test
    void aDownloadIsNotWaitedForAsAPaidCallIs() throws Exception {
        try (AppFixture app = withGrace("90s").open()) {
            Request slow = Request.of("slow-video", "[sim:video=slow ms=80000] [sim:video=huge=2000000]");
            app.drop(slow);
            app.awaitState(slow, "delivering");

            Instant asked = Instant.now();
            assertThat(app.product().stop(Duration.ofSeconds(60))).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(35));
        }
    }

    @Test
    void aPaidCallThatEndsWithinARaisedGraceIsFinishedAndNoOtherIsBegun() throws Exception {
        try (AppFixture app = withGrace("40s").with("storyreel.api.max-concurrent", "1").open()) {
            Request slow = Request.of("slow-but-within", "[sim:slow ms=22000]");
            Request behind = Request.of("behind-it");
            app.drop(slow);
            app.awaitState(slow, "submitting");
            app.drop(behind);
            app.accepted(behind.fileName());

            Instant asked = Instant.now();
            assertThat(app.product().stop(Duration.ofSeconds(50))).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(40));
            assertThat(app.submissions(slow)).hasSize(1);
            assertThat(app.submissions(behind)).isEmpty();

            app.product().restart().awaitReady(AppFixture.PATIENCE);
            app.delivered(slow);
            app.delivered(behind);
            assertThat(app.payments(slow)).isEqualTo(1);
            assertThat(app.payments(behind)).isEqualTo(1);
        }
    }

    private static AppPlan withGrace(String grace) {
        return AppPlan.usual().with("storyreel.api.response-timeout", "60s").with("storyreel.stop.grace", grace);
    }

    private static void assertThatItStopsWithin(Duration limit) {
        Instant asked = Instant.now();
        assertThat(APP.product().stop()).isZero();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(limit);
    }
}
