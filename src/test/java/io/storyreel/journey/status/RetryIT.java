package io.storyreel.journey.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.call.ApiCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person says what becomes of a story that ended without a video. */
@Execution(ExecutionMode.CONCURRENT)
class RetryIT {

    private static final AppPlan PLAN = AppPlan.usual().with("storyreel.api.max-retries", "60");

    @RegisterExtension
    static final AppFixture APP = PLAN.app();

    @ParameterizedTest
    @CsvSource({"lost-answerx1, 2", "500x1, 1", "422x1, 1", "failx1, 2"})
    void whatHasEndedWithoutAVideoIsSentOnceMore(String fault, int payments) throws Exception {
        Request request = Request.of("again-" + fault, "[sim:" + fault + "]");
        APP.drop(request);
        APP.result(request, "failed");

        assertThat(APP.retry(request).statusCode()).isEqualTo(202);

        APP.result(request, "delivered");
        assertThat(APP.submissions(request)).hasSize(2);
        assertThat(APP.payments(request)).isEqualTo(payments);
    }

    @Test
    void anEmptyFormIsNoBody() throws Exception {
        Request request = uncertain("empty-form");

        assertThat(send(request, "application/x-www-form-urlencoded", "").statusCode()).isEqualTo(202);

        APP.result(request, "delivered");
    }

    @Test
    void anUnknownRequestIsNotFound() throws Exception {
        assertThat(APP.retry(Request.of("never-heard-of")).statusCode()).isEqualTo(404);
    }

    @Test
    void aStoryInAnyOtherStateIsAConflict() throws Exception {
        Request delivered = Request.of("delivered");
        Request submitting = Request.of("submitting", "[sim:slow ms=2000]");
        Request generating = Request.of("generating", "[sim:never-video-url]");
        Request review = Request.of("review").with("mode", "advanced").with("review", new String[] {"storyboard"});
        for (Request request : new Request[] {delivered, submitting, generating, review}) {
            APP.drop(request);
        }
        for (Request request : new Request[] {submitting, generating, review, delivered}) {
            APP.awaitState(request, request.id());

            assertThat(APP.retry(request).statusCode()).as(request.id()).isEqualTo(409);
            assertThat(APP.retry(request, "s-1").statusCode()).as(request.id()).isEqualTo(409);
        }
        APP.delivered(submitting);
        assertThat(APP.payments(submitting)).isEqualTo(1);
    }

    @Test
    void theStoryThatAPersonNamesIsDeliveredAndNotPaidForAgain() throws Exception {
        Request request = uncertain("named");
        String storyId = APP.storyOf(request).id();

        assertThat(APP.retry(request, storyId).statusCode()).isEqualTo(202);

        assertThat(APP.delivered(request).path("story_id").asText()).isEqualTo(storyId);
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void theStoryboardThatAPersonNamesIsNotPaidForAgain() throws Exception {
        Request request = Request.of("named-storyboard", "[sim:lost-answerx1]").with("mode", "advanced");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");

        assertThat(APP.retry(request, APP.storyOf(request).id()).statusCode()).isEqualTo(202);

        APP.delivered(request);
        assertThat(APP.paidCalls(request)).containsExactly(ApiCall.STORY, ApiCall.ELEMENTS, ApiCall.SCENES,
                ApiCall.VIDEOS);
    }

    @Test
    void aStoryThatTheServiceDoesNotKnowIsNotTaken() throws Exception {
        Request request = uncertain("named-wrongly");

        HttpResponse<String> answer = APP.retry(request, "nobody-knows-it");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new ObjectMapper().readTree(answer.body()).path("code").asText()).isEqualTo("STORY_NOT_FOUND");
        APP.awaitState(request, "uncertain");
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @Test
    void aStoryThatAnotherRequestHoldsIsNotTaken() throws Exception {
        Request holder = Request.of("holder");
        APP.drop(holder);
        String storyId = APP.delivered(holder).path("story_id").asText();
        Request request = uncertain("wants-anothers");

        assertThat(APP.retry(request, storyId).statusCode()).isEqualTo(409);

        APP.awaitState(request, "uncertain");
        assertThat(APP.submissions(request)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "application/json | {}", "application/json | []", "application/json | null", "application/json | \"s-1\"",
        "application/json | {\"story_id\":\"\"}", "application/json | {\"story_id\":null}",
        "application/json | {\"story_id\":5}", "application/json | {\"story_id\":\"a\",\"other\":1}",
        "application/json | {\"story_id\":\"a\",\"story_id\":\"b\"}", "application/json | {\"story_id\":\"a\"",
        "text/plain | once more", "application/x-www-form-urlencoded | story_id=s-1",
        "multipart/form-data; boundary=x | --x¶Content-Disposition: form-data; name=\"story_id\"¶¶s-1¶--x--¶",
        "multipart/form-data; boundary=x | --x¶Content-Disposition: form-data; name=\"f\"; filename=\"f.json\"¶¶{}¶--x--¶",
        "multipart/form-data | no boundary", "application/xml | <story_id>s-1</story_id>",
        "application/octet-stream | ?", "no such type | {\"story\":1}"})
    void aBadBodyOfAnyKindDoesNothing(String contentType, String body) throws Exception {
        Request request = badlyRetried();
        int before = APP.submissions(request).size();

        assertThat(send(request, contentType, body.replace("¶", "\r\n")).statusCode()).isBetween(400, 499);

        APP.awaitState(request, "uncertain");
        assertThat(APP.submissions(request)).hasSize(before);
    }

    @Test
    void aLostStepIsAskedAfterUntilTheServiceAnswers() throws Exception {
        Request request = Request.of("asked-later", "[sim:lost-answerx1@scenes]", "[sim:get-503x3]")
                .with("mode", "advanced");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");

        APP.retry(request);

        APP.delivered(request);
        assertThat(APP.paidCalls(request)).containsExactly(ApiCall.STORY, ApiCall.ELEMENTS, ApiCall.SCENES,
                ApiCall.VIDEOS);
    }

    @Test
    void aServiceThatIsAwayIsAskedAgainLater() throws Exception {
        try (AppFixture app = PLAN.open()) {
            Request request = Request.of("away", "[sim:lost-answerx1@scenes]").with("mode", "advanced");
            app.drop(request);
            app.failed(request, "SUBMISSION_UNCERTAIN");
            app.closeService();
            assertThat(app.retry(request, "s-1").statusCode()).isEqualTo(503);
            assertThat(app.retry(request).statusCode()).isEqualTo(202);
            await("the question").atMost(AppFixture.PATIENCE).until(() -> app.product().log()
                    .contains("away: the service could not be asked whether the step scenes was done"));
            app.reopenService();

            // It came back without its memory, as a service that has deleted the story.
            app.failed(request, "STORY_NOT_FOUND");
            assertThat(app.product().log()).doesNotContain("away: not sent");
        }
    }

    private static synchronized Request badlyRetried() throws Exception {
        Request request = Request.of("badly-retried", "[sim:lost-answer]");
        if (APP.product().story(request.id()).isEmpty()) {
            APP.drop(request);
            APP.failed(request, "SUBMISSION_UNCERTAIN");
        }
        return request;
    }

    private static Request uncertain(String id) throws Exception {
        Request request = Request.of(id, "[sim:lost-answerx1]");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");
        return request;
    }

    private static HttpResponse<String> send(Request request, String contentType, String body) throws Exception {
        return APP.retry(request.id(), HttpRequest.newBuilder().timeout(Duration.ofSeconds(10))
                .header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }
}
