package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} at each stage of a story, and a restart. */
class KillIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().calledBack(Duration.ofMillis(500))
            .with("storyreel.api.response-timeout", "60s")
            .serving(SimulatorOptions.quick().withGenerationTime(Duration.ofSeconds(2))).app();

    @Test
    void killedInEveryStateEachStoryGoesOnAndNoneIsPaidForTwice() throws Exception {
        Request downloading = Request.of("killed-downloading", "[sim:video=slow ms=9000] [sim:video=huge=2000000]");
        Request hanging = Request.of("killed-submitting", "[sim:hang] [sim:no-webhook]");
        Request called = Request.of("killed-submitting-called", "[sim:hang] [sim:no-webhook]");
        for (Request request : List.of(downloading, hanging, called)) {
            APP.drop(request);
        }
        APP.awaitState(downloading, "delivering");
        String calledId = APP.storyOf(called).id();
        APP.storyOf(hanging);
        APP.awaitState(called, "submitting");
        APP.awaitState(hanging, "submitting");
        // Told to come back later, it stays accepted long enough to be killed there.
        Request accepted = Request.of("killed-accepted", "[sim:429x1 retry-after=5]");
        APP.drop(accepted);
        APP.awaitError(accepted, "API_UNAVAILABLE");
        APP.awaitState(accepted, "accepted");
        // Said once the answer is kept: a kill before it leaves the story uncertain, as if there had been none.
        await().atMost(AppFixture.PATIENCE).until(() -> APP.product().log()
                .contains(accepted.id() + ": not sent, nothing paid"));
        Request generating = Request.of("killed-generating");
        APP.drop(generating);
        APP.awaitState(generating, "generating");
        APP.product().kill();
        APP.hasStoredNothingOf(downloading);

        APP.product().restart().awaitReady(AppFixture.PATIENCE);

        APP.failed(called, "SUBMISSION_UNCERTAIN");
        assertThat(APP.service().sendWebhook(calledId, "success").answer()).isEqualTo(200);
        for (Request request : List.of(downloading, called, accepted, generating)) {
            APP.delivered(request);
            assertThat(APP.payments(request)).as(request.id()).isEqualTo(1);
        }
        for (Request request : List.of(downloading, called, generating)) {
            assertThat(APP.submissions(request)).as(request.id()).hasSize(1);
        }
        APP.failed(hanging, "SUBMISSION_UNCERTAIN");
        APP.awaitState(hanging, "uncertain");
        assertThat(APP.submissions(hanging)).hasSize(1);
    }

    /** From submit to track, from there to deliver, from there to report: each says so as it hands the story over. */
    @ParameterizedTest
    @ValueSource(strings = {"taken by the service", "the video is made, delivering", "delivered, "})
    void aStoryKilledAtAHandOverIsPaidForOnceAndDelivered(String said) throws Exception {
        Request request = Request.of("killed-at-" + said.replaceAll("\\W+", "-"));
        APP.drop(request);
        await().atMost(AppFixture.PATIENCE).pollInterval(Duration.ofMillis(1))
                .until(() -> APP.product().log().contains(request.id() + ": " + said));
        APP.product().kill();

        APP.product().restart();

        APP.delivered(request);
        APP.awaitState(request, "delivered");
        assertThat(APP.submissions(request)).hasSize(1);
        assertThat(APP.payments(request)).isEqualTo(1);
    }
}
