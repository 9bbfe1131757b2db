package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.storyreel.sandbox.simulator.ReceivedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a story can end once the service has it. */
class OutcomesIT {

    private static final Duration GRACE = Duration.ofSeconds(1);

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.track.compose-grace", GRACE.toMillis() + "ms")
            .with("storyreel.track.deadline", "7s").house();

    @Test
    void aVideoThatStaysAwayAfterSuccessIsComposedOnce() throws Exception {
        Request request = Request.of("composed", "[sim:no-video-url]");
        HOUSE.drop(request);

        HOUSE.delivered(request);

        List<ReceivedCall> concats = HOUSE.calls("POST", request, "/concat");
        assertThat(concats).hasSize(1);
        Instant submitted = HOUSE.submissions(request).get(0).receivedAt();
        Duration generation = Duration.ofMillis(400);
        assertThat(Duration.between(submitted, concats.get(0).receivedAt()))
                .isGreaterThanOrEqualTo(generation.plus(GRACE));
    }

    @Test
    void aVideoThatComesWithinTheGraceIsNotComposed() throws Exception {
        Request request = Request.of("composed-by-itself");
        HOUSE.drop(request);

        HOUSE.delivered(request);

        assertThat(HOUSE.calls("POST", request, "/concat")).isEmpty();
    }

    @Test
    void theServicesFailureIsToldInItsWords() throws Exception {
        Request request = Request.of("unmade", "[sim:fail]");
        HOUSE.drop(request);

        var result = HOUSE.failed(request, "GENERATION_FAILED");

        assertThat(result.path("error").path("message").asText()).contains("The scenes could not be animated");
        assertThat(result.path("story_id").asText()).isEqualTo(HOUSE.storyOf(request).id());
        HOUSE.hasStoredNothingOf(request);
    }

    @Test
    void pastTheDeadlineTheLastCauseIsTold() throws Exception {
        Request withoutVideo = Request.of("without-video", "[sim:never-video-url]");
        Request unanswered = Request.of("unanswered", "[sim:get-503]");
        Request forgotten = Request.of("forgotten", "[sim:get-404]");
        HOUSE.drop(withoutVideo);
        HOUSE.drop(unanswered);
        HOUSE.drop(forgotten);

        HOUSE.failed(withoutVideo, "DEADLINE_EXCEEDED");
        HOUSE.failed(unanswered, "API_UNAVAILABLE");
        HOUSE.failed(forgotten, "STORY_NOT_FOUND");

        assertThat(HOUSE.calls("POST", withoutVideo, "/concat")).hasSize(1);
    }
}
