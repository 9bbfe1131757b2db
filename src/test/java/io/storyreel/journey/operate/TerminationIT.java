package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A SIGTERM ends it in good order. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TerminationIT {

    private static final Duration GRACE = Duration.ofSeconds(4);

    /** After the grace there are ten seconds for the rest. */
    private static final Duration REST = Duration.ofSeconds(10);

    @RegisterExtension
    static final AppFixture APP = withGrace("4s").app();

    /** The last of all: none finds the app running after it. */
    @Test
    @Order(Integer.MAX_VALUE)
    void anIdleAppEndsAtOnceWithZero() {
        assertThatItStopsWithin(Duration.ZERO, REST);
    }

    @Test
    void whatOutlastsTheGraceIsHandedBackAndAPaidCallAmongItIsUncertain() throws Exception {
        Request hanging = Request.of("hanging", "[sim:hang]");
        Request slow = Request.of("slow", "[sim:video=slow ms=10000] [sim:video=huge=2000000]");
        APP.drop(slow);
        APP.awaitState(slow, "delivering");
        APP.drop(hanging);
        APP.storyOf(hanging);

        assertThatItStopsWithin(GRACE, GRACE.plus(REST));

        APP.product().restart().awaitReady(AppFixture.PATIENCE);
        APP.failed(hanging, "SUBMISSION_UNCERTAIN");
        APP.awaitState(hanging, "uncertain");
        APP.delivered(slow);
        assertThat(APP.submissions(hanging)).hasSize(1);
        assertThat(APP.submissions(slow)).hasSize(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
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
    @Execution(ExecutionMode.CONCURRENT)
    void aPaidCallThatEndsWithinTheGraceIsFinishedAndNoOtherIsBegun() throws Exception {
        try (AppFixture app = withGrace("25s").with("storyreel.api.max-concurrent", "1").open()) {
            Request slow = Request.of("slow-but-within", "[sim:slow ms=11000]");
            Request behind = Request.of("behind-it");
            app.drop(slow);
            app.awaitState(slow, "submitting");
            app.drop(behind);
            app.accepted(behind.fileName());

            Instant asked = Instant.now();
            assertThat(app.product().stop(Duration.ofSeconds(40))).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(25));
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

    private static void assertThatItStopsWithin(Duration least, Duration most) {
        Instant asked = Instant.now();
        assertThat(APP.product().stop()).isZero();
        assertThat(Duration.between(asked, Instant.now())).isBetween(least, most);
    }
}
