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
    static final House HOUSE = HousePlan.usual().calledBack(Duration.ofMillis(500))
            .with("storyreel.api.response-timeout", "60s")
            .serving(SimulatorOptions.quick().withGenerationTime(Duration.ofSeconds(2))).house();

    @Test
    void anAcceptedStoryIsSentAfterTheRestart() throws Exception {
        // Told to come back later, it stays accepted long enough to be killed there.
        Request request = Request.of("killed-accepted", "[sim:429x1 retry-after=3]");
        HOUSE.drop(request);
        HOUSE.awaitError(request, "API_UNAVAILABLE");
        HOUSE.awaitState(request, "accepted");
        // Said once the answer is kept: a kill before it leaves the story uncertain, as if there had been none.
        await().atMost(House.PATIENCE).until(() -> HOUSE.product().log()
                .contains(request.id() + ": not sent, nothing paid"));
        HOUSE.product().kill();

        HOUSE.product().restart();

        HOUSE.delivered(request);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void aStoryKilledWhileItWasSentIsUncertainWithoutAWebhook() throws Exception {
        Request request = Request.of("killed-submitting", "[sim:hang] [sim:no-webhook]");
        HOUSE.drop(request);
        HOUSE.storyOf(request);
        HOUSE.awaitState(request, "submitting");
        HOUSE.product().kill();

        HOUSE.product().restart();

        HOUSE.failed(request, "SUBMISSION_UNCERTAIN");
        HOUSE.product().awaitReady(House.PATIENCE);
        HOUSE.awaitState(request, "uncertain");
        assertThat(HOUSE.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryKilledWhileItWasSentIsFoundAgainByItsWebhook() throws Exception {
        Request request = Request.of("killed-submitting-called", "[sim:hang] [sim:no-webhook]");
        HOUSE.drop(request);
        String storyId = HOUSE.storyOf(request).id();
        HOUSE.awaitState(request, "submitting");
        HOUSE.product().kill();
        HOUSE.product().restart().awaitReady(House.PATIENCE);

        assertThat(HOUSE.service().sendWebhook(storyId, "success").answer()).isEqualTo(200);

        HOUSE.delivered(request);
        assertThat(HOUSE.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryKilledWhileItWasMadeIsDelivered() throws Exception {
        Request request = Request.of("killed-generating");
        HOUSE.drop(request);
        HOUSE.awaitState(request, "generating");
        HOUSE.product().kill();

        HOUSE.product().restart();

        HOUSE.delivered(request);
        assertThat(HOUSE.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryKilledWhileItWasDownloadedIsDelivered() throws Exception {
        Request request = Request.of("killed-downloading", "[sim:video=slow ms=3000] [sim:video=huge=2000000]");
        HOUSE.drop(request);
        HOUSE.awaitState(request, "delivering");
        HOUSE.product().kill();
        HOUSE.hasStoredNothingOf(request);

        HOUSE.product().restart();

        HOUSE.delivered(request);
        assertThat(HOUSE.submissions(request)).hasSize(1);
    }

    /** From submit to track, from there to deliver, from there to report: each says so as it hands the story over. */
    @ParameterizedTest
    @ValueSource(strings = {"taken by the service", "the video is made, delivering", "delivered, "})
    void aStoryKilledAtAHandOverIsPaidForOnceAndDelivered(String said) throws Exception {
        Request request = Request.of("killed-at-" + said.replaceAll("\\W+", "-"));
        HOUSE.drop(request);
        await().atMost(House.PATIENCE).pollInterval(Duration.ofMillis(1))
                .until(() -> HOUSE.product().log().contains(request.id() + ": " + said));
        HOUSE.product().kill();

        HOUSE.product().restart();

        HOUSE.delivered(request);
        HOUSE.awaitState(request, "delivered");
        assertThat(HOUSE.submissions(request)).hasSize(1);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }
}
