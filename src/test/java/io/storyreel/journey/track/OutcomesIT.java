package io.storyreel.journey.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a story can end once the service has it. */
class OutcomesIT {

    /** As the plan says. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    @RegisterExtension
    static final AppFixture APP = AppPlan.hurried().shared();

    @Test
    void aVideoThatStaysAwayAfterSuccessIsComposedOnce() throws Exception {
        Request request = Request.of("composed", "[sim:no-video-url]");
        APP.drop(request);

        APP.delivered(request);

        List<ReceivedCall> concats = APP.calls("POST", request, "/concat");
        assertThat(concats).hasSize(1);
        Instant submitted = APP.submissions(request).get(0).receivedAt();
        Duration generation = Duration.ofMillis(400);
        assertThat(Duration.between(submitted, concats.get(0).receivedAt()))
                .isGreaterThanOrEqualTo(generation.plus(GRACE));
    }

    @Test
    void aVideoThatComesWithinTheGraceIsNotComposed() throws Exception {
        Request request = Request.of("composed-by-itself");
        APP.drop(request);

        APP.delivered(request);

        assertThat(APP.calls("POST", request, "/concat")).isEmpty();
    }

    @Test
    void theServicesFailureIsToldInItsWords() throws Exception {
        Request request = Request.of("unmade", "[sim:fail]");
        APP.drop(request);

        var result = APP.failed(request, "GENERATION_FAILED");

        assertThat(result.path("error").path("message").asText()).contains("The scenes could not be animated");
        assertThat(result.path("story_id").asText()).isEqualTo(APP.storyOf(request).id());
        APP.hasStoredNothingOf(request);
    }

    @Test
    void pastTheDeadlineTheLastCauseIsTold() throws Exception {
        Request withoutVideo = Request.of("without-video", "[sim:never-video-url]");
        Request unanswered = Request.of("unanswered", "[sim:get-503]");
        Request forgotten = Request.of("forgotten", "[sim:get-404]");
        APP.drop(withoutVideo);
        APP.drop(unanswered);
        APP.drop(forgotten);

        APP.failed(withoutVideo, "DEADLINE_EXCEEDED");
        APP.failed(unanswered, "API_UNAVAILABLE");
        APP.failed(forgotten, "STORY_NOT_FOUND");

        assertThat(APP.calls("POST", withoutVideo, "/concat")).hasSize(1);
    }
}
