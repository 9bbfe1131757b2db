package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the service answers: no request is ever paid for twice. */
@Execution(ExecutionMode.CONCURRENT)
class AnswersIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.api.max-retries", "3").app();

    @ParameterizedTest
    @CsvSource({"400, API_BAD_REQUEST", "401, API_UNAUTHORIZED", "403, API_UNAUTHORIZED", "404, API_BAD_REQUEST",
        "422, API_VALIDATION", "418, API_BAD_REQUEST"})
    void aRefusalEndsTheStoryWithTheServicesOwnWords(int status, String code) throws Exception {
        Request request = Request.of("refused-" + status, "[sim:" + status + "]");
        APP.drop(request);

        JsonNode error = APP.failed(request, code).path("error");

        assertThat(error.path("http_status").asInt()).isEqualTo(status);
        assertThat(error.path("stage").asText()).isEqualTo("submit");
        assertThat(error.path("message").asText()).contains(String.valueOf(status));
        assertThat(APP.submissions(request)).hasSize(1);
        assertThat(APP.payments(request)).isZero();
    }

    @Test
    void tooManyRequestsAreRepeatedWhenTheServiceSays() throws Exception {
        Request request = Request.of("too-many", "[sim:429x2 retry-after=1]");
        APP.drop(request);

        APP.delivered(request);

        var times = APP.submissions(request).stream().map(call -> call.receivedAt()).toList();
        assertThat(times).hasSize(3);
        assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.between(times.get(1), times.get(2))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void tooManyRequestsForTooLongEndTheStory() throws Exception {
        Request request = Request.of("too-many-for-ever", "[sim:429]");
        APP.drop(request);

        APP.failed(request, "API_UNAVAILABLE");

        assertThat(APP.submissions(request)).hasSize(1 + 3);
        assertThat(APP.payments(request)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "502", "503", "500 paid", "lost-answer", "reset-before", "hang", "garbage",
        "no-story"})
    void anAnswerThatIsNoneLeavesTheStoryUncertain(String fault) throws Exception {
        Request request = Request.of("uncertain-" + fault.replace(' ', '-'), "[sim:" + fault + "]");
        APP.drop(request);

        JsonNode result = APP.failed(request, "SUBMISSION_UNCERTAIN");

        assertThat(result.has("story_id")).isFalse();
        assertThat(result.path("error").path("stage").asText()).isEqualTo("submit");
        APP.awaitState(request, "uncertain");
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void anUncertainRequestThatComesAgainIsNotSentAgain() throws Exception {
        Request request = Request.of("uncertain-again", "[sim:lost-answer]");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");

        APP.drop("once-more.json", request.bytes());
        APP.accepted("once-more.json");
        Request later = Request.of("after-the-uncertain-one");
        APP.drop(later);
        APP.delivered(later);

        assertThat(APP.submissions(request)).hasSize(1);
        assertThat(APP.payments(request)).isEqualTo(1);
        APP.awaitState(request, "uncertain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-404x3", "get-429x2", "get-500x3", "get-503x5"})
    void aBrokenQuestionIsAskedAgain(String fault) throws Exception {
        Request request = Request.of("asked-" + fault, "[sim:" + fault + "]");
        APP.drop(request);

        APP.delivered(request);

        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aSlowAnswerIsWaitedFor() throws Exception {
        Request request = Request.of("slow", "[sim:slow ms=1200]");
        Instant before = Instant.now();
        APP.drop(request);

        JsonNode result = APP.delivered(request);

        assertThat(Instant.parse(result.path("submitted_at").asText())).isAfter(before.plusMillis(1_200));
        assertThat(APP.submissions(request)).hasSize(1);
    }
}
