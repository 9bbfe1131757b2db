package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A SIGTERM ends it in good order. */
class TerminationIT {

    private static final Duration GRACE = Duration.ofSeconds(30);

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.api.response-timeout", "60s").house();

    @Test
    void anIdleAppEndsAtOnceWithZero() throws Exception {
        assertThatItStopsWithin(Duration.ofSeconds(10));

        HOUSE.product().restart().awaitReady(House.PATIENCE);
    }

    @Test
    void whatIsUnderWayIsHandedBack() throws Exception {
        Request hanging = Request.of("hanging", "[sim:hang]");
        Request slow = Request.of("slow", "[sim:video=slow ms=15000] [sim:video=huge=2000000]");
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

    private static void assertThatItStopsWithin(Duration limit) {
        Instant asked = Instant.now();
        assertThat(HOUSE.product().stop()).isZero();
        assertThat(Duration.between(asked, Instant.now())).isLessThan(limit);
    }
}
