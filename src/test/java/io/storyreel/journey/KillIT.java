package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

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
    void anAcceptedStoryIsSentAfterTheRestart() throws Exception {
        // Told to come back later, it stays accepted long enough to be killed there.
        Request request = Request.of("killed-accepted", "[sim:429x1 retry-after=3]");
        APP.drop(request);
        APP.awaitError(request, "API_UNAVAILABLE");
        APP.awaitState(request, "accepted");
        // Said once the answer is kept: a kill before it leaves the story uncertain, as if there had been none.
        await().atMost(AppFixture.PATIENCE).until(() -> APP.product().log()
                .contains(request.id() + ": not sent, nothing paid"));
        APP.product().kill();

        APP.product().restart();

        APP.delivered(request);
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aStoryKilledWhileItWasSentIsUncertainWithoutAWebhook() throws Exception {
        Request request = Request.of("killed-submitting", "[sim:hang] [sim:no-webhook]");
        APP.drop(request);
        APP.storyOf(request);
        APP.awaitState(request, "submitting");
        APP.product().kill();

        APP.product().restart();

        APP.failed(request, "SUBMISSION_UNCERTAIN");
        APP.product().awaitReady(AppFixture.PATIENCE);
        APP.awaitState(request, "uncertain");
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryKilledWhileItWasSentIsFoundAgainByItsWebhook() throws Exception {
        Request request = Request.of("killed-submitting-called", "[sim:hang] [sim:no-webhook]");
        APP.drop(request);
        String storyId = APP.storyOf(request).id();
        APP.awaitState(request, "submitting");
        APP.product().kill();
        APP.product().restart().awaitReady(AppFixture.PATIENCE);

        assertThat(APP.service().sendWebhook(storyId, "success").answer()).isEqualTo(200);

        APP.delivered(request);
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryKilledWhileItWasMadeIsDelivered() throws Exception {
        Request request = Request.of("killed-generating");
        APP.drop(request);
        APP.awaitState(request, "generating");
        APP.product().kill();

        APP.product().restart();

        APP.delivered(request);
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryKilledWhileItWasDownloadedIsDelivered() throws Exception {
        Request request = Request.of("killed-downloading", "[sim:video=slow ms=3000] [sim:video=huge=2000000]");
        APP.drop(request);
        APP.awaitState(request, "delivering");
        APP.product().kill();
        APP.hasStoredNothingOf(request);

        APP.product().restart();

        APP.delivered(request);
        assertThat(APP.submissions(request)).hasSize(1);
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
