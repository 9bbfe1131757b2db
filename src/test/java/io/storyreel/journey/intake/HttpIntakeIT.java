package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.PublishedSchema;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that are posted: what is answered, what is taken up and what is not. */
@Execution(ExecutionMode.CONCURRENT)
class HttpIntakeIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TOKEN = "the-token-of-this-app";

    /** As the plan says. */
    private static final int MOST = 100 * 1024;

    private static final AppPlan PLAN = AppPlan.guarded(TOKEN);

    @RegisterExtension
    static final AppFixture APP = PLAN.shared();

    @Test
    void aPostedStoryIsDeliveredAndItsResultStandsWhereItIsAskedForAlone() throws Exception {
        Request request = Request.of("posted");

        HttpResponse<String> answer = post(request.json());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(body(answer)).isEqualTo(JSON.readTree("{\"request_ids\":[\"posted\"]}"));
        JsonNode result = awaitState(APP, request, "delivered").path("result");
        assertThat(PublishedSchema.RESULT.problemsOf(result)).isEmpty();
        APP.deliveredBy(result);
        await("the report").atMost(AppFixture.PATIENCE)
                .until(() -> APP.product().log().contains("posted: delivered reported to the http it came from"));
        assertThat(storyOf(APP, request).has("report_error")).isFalse();
        assertThat(outboxFiles()).noneMatch(name -> name.startsWith("posted"));
    }

    @Test
    void whatWasAskedBeforeIsADuplicateAndPaidOnceByWhicheverChannelItCame() throws Exception {
        Request first = Request.of("first");
        Request second = Request.of("second");
        Request dropped = Request.of("dropped");
        APP.drop(dropped);
        APP.delivered(dropped);
        assertThat(post(first.json()).statusCode()).isEqualTo(202);

        HttpResponse<String> again = post(first.json());
        HttpResponse<String> byTheInbox = post(dropped.json());
        HttpResponse<String> both = post(JSON.createArrayNode().add(first.json()).add(second.json()));

        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        assertThat(body(again)).isEqualTo(JSON.readTree("{\"request_ids\":[\"first\"]}"));
        assertThat(byTheInbox.statusCode()).isEqualTo(200);
        assertThat(both.statusCode()).isEqualTo(202);
        assertThat(body(both)).isEqualTo(JSON.readTree("{\"request_ids\":[\"first\",\"second\"]}"));
        for (Request request : List.of(first, second)) {
            awaitState(APP, request, "delivered");
            assertThat(APP.payments(request)).isEqualTo(1);
        }
        assertThat(APP.payments(dropped)).isEqualTo(1);
    }

    @Test
    void otherContentUnderTheSameIdIsAConflictAndNothingOfItsDocumentIsTakenUp() throws Exception {
        Request first = Request.of("disputed");
        Request fresh = Request.of("beside-the-disputed");
        assertThat(post(first.json()).statusCode()).isEqualTo(202);
        ObjectNode other = first.with("title", "Another").json();

        JsonNode result = rejected(post(JSON.createArrayNode().add(fresh.json()).add(other)), 409);

        assertThat(result.at("/error/code").asText()).isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(result.path("request_id").asText()).isEqualTo("disputed");
        assertThat(rejected(post(other, "?dry_run=true"), 409).at("/error/code").asText())
                .isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(get(APP, fresh).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"request_id\":\"x\",\"idea\":7}", "{\"request_id\":\"no-story\",\"resume\":{}}"})
    void aDocumentWithABadRequestIsBadThoughAnotherIsInConflict(String bad) throws Exception {
        Request first = Request.of("disputed-" + bad.length());
        assertThat(post(first.json()).statusCode()).isEqualTo(202);

        JsonNode result = rejected(post(JSON.createArrayNode().add(first.with("title", "Another").json())
                .add(JSON.readTree(bad))), 400);

        assertThat(result.at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(result.at("/error/message").asText()).contains("/1/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"request_id\":\"bad\",\"idea\":\"a\",\"durration\":5} | /durration",
        "{\"request_id\":\"bad\",\"image_files\":[\"a.png\"]} | /image_files/0",
        "{\"request_id\":\"bad\",\"image_files\":[\"/etc/passwd\"]} | /image_files/0",
        "{\"request_id\":\"bad\",\"idea\":\"a\" | JSON",
        "[] | ''",
        "'' | empty",
        "{\"request_id\":\"bad\",\"mode\":\"advanced\",\"idea\":\"a\",\"scene_count\":60}"
                + " | storyreel.credits.max-per-request=500"})
    void aBadDocumentIsAnsweredWithWhatIsWrongInItAndTakenUpByNoDryRunEither(String document, String named)
            throws Exception {
        for (String query : List.of("", "?dry_run=true", "?dry_run=false")) {
            JsonNode result = rejected(send(query, "application/json", BodyPublishers.ofString(document)), 400);

            assertThat(result.at("/error/message").asText()).contains(named);
            assertThat(result.at("/error/stage").asText()).isEqualTo("intake");
        }
        assertThat(get(APP, Request.of("bad")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer wrong", "Bearer", "Basic d3Jvbmc6d3Jvbmc="})
    void whoeverDoesNotBringTheTokenIsRefusedWhateverHeSends(String authorization) throws Exception {
        HttpRequest.Builder call = HttpRequest.newBuilder(APP.product().url().resolve("/api/stories"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Request.of("strangers").json().toString()));

        HttpResponse<String> answer = APP.product()
                .send((authorization.isEmpty() ? call : call.header("Authorization", authorization)).build());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(get(APP, Request.of("strangers")).statusCode()).isEqualTo(404);
    }

    @Test
    void aDocumentOverTheBoundIsTooLargeHoweverItIsSentAndOneAtTheBoundIsNot() throws Exception {
        byte[] large = padded("too-large", MOST + 1);
        BodyPublisher chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));

        assertThat(send("", "application/json", BodyPublishers.ofByteArray(large)).statusCode()).isEqualTo(413);
        assertThat(send("", "application/json", chunked).statusCode()).isEqualTo(413);
        assertThat(get(APP, Request.of("too-large")).statusCode()).isEqualTo(404);

        byte[] fits = padded("fits", MOST);
        assertThat(send("", "application/json",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(fits))).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({"application/json; charset=utf-8, 202", "APPLICATION/JSON, 202", "text/plain, 415", ", 415",
        "application/x-www-form-urlencoded, 415", "application/jsonp, 415", "multipart/form-data; boundary=x, 415"})
    void onlyWhatIsSaidToBeJsonIsTaken(String type, int status) throws Exception {
        Request request = Request.of("typed-" + Math.abs(String.valueOf(type).hashCode()));

        HttpResponse<String> answer = send("", type, BodyPublishers.ofByteArray(request.bytes()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(get(APP, request).statusCode()).isEqualTo(status == 202 ? 200 : 404);
    }

    @Test
    void aDryRunTellsTheCallsAndWhatTheyWouldCostAndRecordsAndPaysNothing() throws Exception {
        Request first = Request.of("planned").with("scene_count", 2);
        Request second = Request.of("planned-too").with("mode", "advanced").with("scene_count", 3);
        Request known = Request.of("known");
        assertThat(post(known.json()).statusCode()).isEqualTo(202);
        awaitState(APP, known, "delivered");

        HttpResponse<String> answer = post(JSON.createArrayNode().add(first.json()).add(second.json())
                .add(known.json()), "?dry_run=true");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode plan = body(answer);
        assertThat(plan.at("/stories/0/request_id").asText()).isEqualTo("planned");
        assertThat(plan.at("/stories/0/call").asText()).isEqualTo("POST /story/idea-2-video");
        assertThat(plan.at("/stories/0/fields"))
                .isEqualTo(JSON.createObjectNode().put("idea", first.idea()).put("scene_count", 2));
        // What it is depends on what the stories of the other tests have used by now.
        BigDecimal estimate = plan.at("/stories/0/estimated_credits").decimalValue();
        assertThat(estimate).isPositive();
        assertThat(plan.at("/stories/1/call").asText()).isEqualTo("POST /story");
        assertThat(plan.at("/stories/1/fields").has("mode")).isFalse();
        assertThat(plan.at("/stories/1/estimated_credits").asInt()).isEqualTo(150);
        assertThat(plan.at("/stories/2/estimated_credits").asInt()).as("of what is paid already").isZero();
        assertThat(plan.path("stories")).hasSize(3);
        assertThat(plan.path("estimated_credits").decimalValue())
                .isEqualByComparingTo(estimate.add(BigDecimal.valueOf(150)));
        assertThat(get(APP, first).statusCode()).isEqualTo(404);
        assertThat(get(APP, second).statusCode()).isEqualTo(404);
        assertThat(APP.submissions(first)).isEmpty();
        assertThat(APP.paidCalls(second)).isEmpty();
        assertThat(post(first.json(), "?dry_run=false").statusCode()).as("its id is free").isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?dry_run=yes", "?dry_run=", "?dry_run", "?dry_run=TRUE", "?dry_run=1",
        "?dry_run=true&dry_run=false"})
    void aTypingMistakeInTheDryRunIsNotPaidFor(String query) throws Exception {
        Request request = Request.of("mistyped");

        assertThat(rejected(post(request.json(), query), 400).at("/error/message").asText()).contains("dry_run");
        assertThat(get(APP, request).statusCode()).isEqualTo(404);
    }

    @Test
    void aStoryInReviewGoesOnByAPostedResume() throws Exception {
        Request request = Request.of("reviewed").with("mode", "advanced").with("review", List.of("storyboard"));
        assertThat(post(request.json()).statusCode()).isEqualTo(202);
        ObjectNode storyboard = (ObjectNode) awaitState(APP, request, "review").at("/result/storyboard");
        ObjectNode resume = JSON.createObjectNode().put("request_id", "reviewed");
        resume.putObject("resume").set("storyboard", storyboard.put("x", "mine"));

        HttpResponse<String> looked = post(resume, "?dry_run=true");
        assertThat(looked.statusCode()).as(looked.body()).isEqualTo(200);
        JsonNode plan = body(looked);
        assertThat(plan.at("/stories/0/call").asText()).isEqualTo("POST /story/{story_id}/elements");
        assertThat(plan.at("/stories/0/fields/storyboard/x").asText()).isEqualTo("mine");
        assertThat(storyOf(APP, request).path("state").asText()).isEqualTo("review");

        HttpResponse<String> answer = post(JSON.readTree("{\"request_id\":\"reviewed\",\"resume\":{}}"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        awaitState(APP, request, "delivered");
        assertThat(rejected(post(resume), 400).at("/error/message").asText()).contains("not in review");
        assertThat(outboxFiles()).noneMatch(name -> name.startsWith("reviewed"));
    }

    @Test
    void aKillRightBehindTheAnswerLosesNothingAndWithoutATokenNothingIsTaken() throws Exception {
        AppPlan plan = PLAN.with("storyreel.inbox.max-size", "12M");
        // A document of 11 MB is held several times while it is read.
        try (AppFixture app = new AppPlan(plan.settings(), plan.service(), plan.isCalledBack(),
                AppPlan.heapOf("-Xmx256m"), plan.place()).open()) {
            Request request = Request.of("killed");
            // Out of reach, so that no paid call is on its way when the process is killed.
            app.closeService();
            assertThat(send(app, "", "application/json", BodyPublishers.ofByteArray(request.bytes())).statusCode())
                    .isEqualTo(202);
            app.product().kill();
            app.reopenService();
            app.product().restart().awaitReady(AppFixture.PATIENCE);

            awaitState(app, request, "delivered");
            assertThat(app.payments(request)).isEqualTo(1);

            // More than the platform reads of a body by itself.
            BodyPublisher large = BodyPublishers.ofByteArray(padded("large", 11 * 1024 * 1024));
            assertThat(send(app, "?dry_run=true", "application/json", large).statusCode())
                    .as(app.product().logTail(20)).isEqualTo(200);

            app.product().kill();
            app.product().restart(Map.of("storyreel.ui.token", "")).awaitReady(AppFixture.PATIENCE);

            Request other = Request.of("without-token");
            assertThat(send(app, "", "application/json", BodyPublishers.ofByteArray(other.bytes())).statusCode())
                    .isEqualTo(403);
            assertThat(get(app, other).statusCode()).isEqualTo(404);
            assertThat(get(app, request).statusCode()).isEqualTo(200);
        }
    }

    private static JsonNode rejected(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode result = body(answer);
        assertThat(PublishedSchema.RESULT.problemsOf(result)).isEmpty();
        assertThat(result.path("status").asText()).isEqualTo("rejected");
        return result;
    }

    private static byte[] padded(String id, int size) {
        String document = Request.of(id).json().toString();
        return (document + " ".repeat(size - document.length())).getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> post(JsonNode document) throws IOException {
        return post(document, "");
    }

    private static HttpResponse<String> post(JsonNode document, String query) throws IOException {
        return send(query, "application/json", BodyPublishers.ofString(document.toString()));
    }

    private static HttpResponse<String> send(String query, String type, BodyPublisher body) throws IOException {
        return send(APP, query, type, body);
    }

    private static HttpResponse<String> send(AppFixture app, String query, String type, BodyPublisher body)
            throws IOException {
        HttpRequest.Builder call = HttpRequest.newBuilder(app.product().url().resolve("/api/stories" + query))
                .header("Authorization", "Bearer " + TOKEN).POST(body);
        return app.product().send((type == null ? call : call.header("Content-Type", type)).build());
    }

    private static HttpResponse<String> get(AppFixture app, Request request) throws IOException {
        return app.product().send(HttpRequest.newBuilder(
                app.product().url().resolve("/api/stories/" + request.id()))
                .header("Authorization", "Bearer " + TOKEN).build());
    }

    private static JsonNode storyOf(AppFixture app, Request request) throws IOException {
        return body(get(app, request));
    }

    private static JsonNode awaitState(AppFixture app, Request request, String state) throws IOException {
        await(request.id() + " to be " + state).atMost(AppFixture.PATIENCE)
                .until(() -> storyOf(app, request).path("state").asText().equals(state));
        return storyOf(app, request);
    }

    private static JsonNode body(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }

    private static List<String> outboxFiles() throws IOException {
        if (Files.notExists(APP.outbox())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(APP.outbox())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
