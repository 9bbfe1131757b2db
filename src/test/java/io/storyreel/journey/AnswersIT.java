package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the service answers: no request is ever paid for twice. */
class AnswersIT {

    @RegisterExtension
    static final House HOUSE = HousePlan.usual().with("storyreel.api.max-retries", "3").house();

    @ParameterizedTest
    @CsvSource({"400, API_BAD_REQUEST", "401, API_UNAUTHORIZED", "403, API_UNAUTHORIZED", "404, API_BAD_REQUEST",
        "422, API_VALIDATION", "418, API_BAD_REQUEST"})
    void aRefusalEndsTheStoryWithTheServicesOwnWords(int status, String code) throws Exception {
        Request request = Request.of("refused-" + status, "[sim:" + status + "]");
        HOUSE.drop(request);

        JsonNode error = HOUSE.failed(request, code).path("error");

        assertThat(error.path("http_status").asInt()).isEqualTo(status);
        assertThat(error.path("stage").asText()).isEqualTo("submit");
        assertThat(error.path("message").asText()).contains(String.valueOf(status));
        assertThat(HOUSE.submissions(request)).hasSize(1);
        assertThat(HOUSE.payments(request)).isZero();
    }

    @Test
    void tooManyRequestsAreRepeatedWhenTheServiceSays() throws Exception {
        Request request = Request.of("too-many", "[sim:429x2 retry-after=1]");
        HOUSE.drop(request);

        HOUSE.delivered(request);

        var times = HOUSE.submissions(request).stream().map(call -> call.receivedAt()).toList();
        assertThat(times).hasSize(3);
        assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.between(times.get(1), times.get(2))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void tooManyRequestsForTooLongEndTheStory() throws Exception {
        Request request = Request.of("too-many-for-ever", "[sim:429]");
        HOUSE.drop(request);

        HOUSE.failed(request, "API_UNAVAILABLE");

        assertThat(HOUSE.submissions(request)).hasSize(1 + 3);
        assertThat(HOUSE.payments(request)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "502", "503", "500 paid", "lost-answer", "reset-before", "hang", "garbage",
        "no-story"})
    void anAnswerThatIsNoneLeavesTheStoryUncertain(String fault) throws Exception {
        Request request = Request.of("uncertain-" + fault.replace(' ', '-'), "[sim:" + fault + "]");
        HOUSE.drop(request);

        JsonNode result = HOUSE.failed(request, "SUBMISSION_UNCERTAIN");

        assertThat(result.has("story_id")).isFalse();
        assertThat(result.path("error").path("stage").asText()).isEqualTo("submit");
        HOUSE.awaitState(request, "uncertain");
        assertThat(HOUSE.submissions(request)).hasSize(1);
    }

    @Test
    void anUncertainRequestThatComesAgainIsNotSentAgain() throws Exception {
        Request request = Request.of("uncertain-again", "[sim:lost-answer]");
        HOUSE.drop(request);
        HOUSE.failed(request, "SUBMISSION_UNCERTAIN");

        HOUSE.drop("once-more.json", request.bytes());
        HOUSE.accepted("once-more.json");
        Request later = Request.of("after-the-uncertain-one");
        HOUSE.drop(later);
        HOUSE.delivered(later);

        assertThat(HOUSE.submissions(request)).hasSize(1);
        assertThat(HOUSE.payments(request)).isEqualTo(1);
        HOUSE.awaitState(request, "uncertain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get-404x3", "get-429x2", "get-500x3", "get-503x5"})
    void aBrokenQuestionIsAskedAgain(String fault) throws Exception {
        Request request = Request.of("asked-" + fault, "[sim:" + fault + "]");
        HOUSE.drop(request);

        HOUSE.delivered(request);

        assertThat(HOUSE.payments(request)).isEqualTo(1);
    }

    @Test
    void aSlowAnswerIsWaitedFor() throws Exception {
        Request request = Request.of("slow", "[sim:slow ms=2000]");
        Instant before = Instant.now();
        HOUSE.drop(request);

        JsonNode result = HOUSE.delivered(request);

        assertThat(Instant.parse(result.path("submitted_at").asText())).isAfter(before.plusMillis(2_000));
        assertThat(HOUSE.submissions(request)).hasSize(1);
    }
}
