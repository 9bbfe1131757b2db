package io.storyreel.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.storyreel.SandboxResource;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.StoryFilm;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.sandbox.simulator.call.Payment;
import io.storyreel.settings.StoryreelSettings;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The whole app inside Quarkus, between a simulated service and a local S3 server. */
@QuarkusTest
@WithTestResource(SandboxResource.class)
class StoryreelTest {

    private static final String NOBODYS_TOKEN = "0".repeat(64);

    private static final String EVENT = "{\"batch_id\":\"nobody-knows-it\",\"status\":\"success\"}";

    private static int requests;

    private final ObjectMapper json = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One of its own for every test. */
    private final String id = "story-" + ++requests;

    @Inject
    StoryreelSettings settings;

    @TestHTTPResource
    URI app;

    @Inject
    CamelContext camel;

    StoryApiSimulator api;

    LocalS3 s3;

    private Path inbox;

    private Path outbox;

    @BeforeEach
    void folders() {
        inbox = settings.inbox().dir();
        outbox = settings.outbox().dir();
    }

    @Test
    void aRequestDroppedIntoTheInboxBecomesAWholeVideoInTheBucket() throws Exception {
        drop(id + ".json", request(id, idea()));

        JsonNode result = awaitResult(id);

        assertThat(result.path("status").asText()).isEqualTo("delivered");
        StoryFilm film = api.film(result.path("story_id").asText());
        assertThat(result.at("/video/sha256").asText()).isEqualTo(film.sha256());
        HeadObjectResponse video = s3.client().headObject(head -> head.bucket(result.at("/video/bucket").asText())
                .key(result.at("/video/key").asText()));
        assertThat(video.contentLength()).isEqualTo(film.length());
        assertThat(video.metadata()).containsEntry("sha256", film.sha256()).containsEntry("request-id", id);
        assertThat(api.paidCalls(idea())).isOne();
        assertThat(inbox.resolve(".accepted").resolve(id + ".json")).isRegularFile();
        JsonNode shown = body(get("/api/stories/" + id));
        assertThat(shown.path("state").asText()).isEqualTo("delivered");
        assertThat(shown.path("result")).isEqualTo(result);
    }

    @Test
    void aRequestWithImagesInTheStoreSendsThemToTheService() throws Exception {
        byte[] image = ("the bytes of an image of " + id).getBytes(StandardCharsets.UTF_8);
        s3.client().putObject(put -> put.bucket(SandboxSettings.BUCKET).key("images/" + id + ".png"),
                RequestBody.fromBytes(image));

        Exchange taken = camel.createFluentProducerTemplate().to("direct:take-request")
                .withExchangeProperty("channel", "inbox").withExchangeProperty("originDetails", Map.of())
                .withExchangeProperty("imageLocation", "BUCKET")
                .withBody(("{\"request_id\":\"" + id + "\",\"image_files\":[\"s3://" + SandboxSettings.BUCKET
                + "/images/"
                        + id + ".png\"]}").getBytes(StandardCharsets.UTF_8)).send();

        assertThat(taken.getException()).isNull();
        assertThat(awaitResult(id).path("status").asText()).isEqualTo("delivered");
        assertThat(api.calls("POST", "/story/images-2-video").stream().flatMap(call -> call.files().stream()))
                .extracting(FilePart::filename, FilePart::size).containsOnlyOnce(tuple(id + ".png",
                        (long) image.length));
    }

    @Test
    void aStoryThatTheServiceFailsIsReportedWithTheServicesWords() throws Exception {
        drop(id + ".json", request(id, idea() + " [sim:fail]"));

        JsonNode result = awaitResult(id);

        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.at("/error/code").asText()).isEqualTo("GENERATION_FAILED");
    }

    @Test
    void theSameRequestTwiceInABatchIsPaidForOnce() throws Exception {
        drop(id + ".json", "[" + request(id, idea()) + "," + request(id, idea()) + "]");

        assertThat(awaitResult(id).path("status").asText()).isEqualTo("delivered");
        assertThat(api.paidCalls(idea())).isOne();
    }

    @Test
    void theSameRequestAgainIsNotPaidForAgainAndAnswersWhereTheAnswerWasTakenAway() throws Exception {
        drop(id + ".json", request(id, idea()));
        JsonNode first = awaitResult(id);
        Files.delete(outbox.resolve(id + ".json"));

        drop("again-" + id + ".json", request(id, idea()));

        JsonNode duplicate = awaitResult(id);
        assertThat(duplicate.path("status").asText()).isEqualTo("duplicate");
        assertThat(duplicate.path("video")).isEqualTo(first.path("video"));
        assertThat(api.paidCalls(idea())).isOne();
    }

    @Test
    void otherContentUnderATakenIdIsRejectedAndLeavesTheFirstResultAlone() throws Exception {
        drop(id + ".json", request(id, idea()));
        JsonNode first = awaitResult(id);

        drop("other-" + id + ".json", request(id, "something else"));

        JsonNode error = awaitRejected("other-" + id + ".json");
        assertThat(error.path("status").asText()).isEqualTo("rejected");
        assertThat(error.path("request_id").asText()).isEqualTo(id);
        assertThat(error.at("/error/code").asText()).isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(result(id)).isEqualTo(first);
        assertThat(api.paidCalls("something else")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "no-json       | {\"idea\":                   | ''",
        "unknown-field | {\"idea\":\"x\",\"ideo\":1}  | /ideo",
        "bad-item      | [{\"idea\":\"x\"},{\"idea\":\"y\",\"loop\":9}] | /1/loop",
        "empty-batch   | []                           | ''"})
    void aBadFileIsPutAsideWithWhatIsWrongBesideIt(String name, String content, String pointer) throws Exception {
        drop(name + ".json", content);

        JsonNode error = awaitRejected(name + ".json");
        assertThat(error.at("/error/code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(error.at("/error/message").asText()).contains(pointer);
        assertThat(Files.readString(inbox.resolve(".rejected").resolve(name + ".json"))).isEqualTo(content);
        assertThat(api.payments()).extracting(Payment::idea).doesNotContain("x", "y");
    }

    @Test
    void aCallbackForAStoryIsThankedWhateverIsKnownOfItsBatchAndHoweverOften() throws Exception {
        drop(id + ".json", request(id, idea()));
        awaitResult(id);
        String webhook = api.calls("POST", "/story/idea-2-video").stream()
                .filter(call -> call.field("idea").filter(idea()::equals).isPresent()).findFirst().orElseThrow()
                .field("webhook_url").orElseThrow();

        assertThat(webhook).startsWith(settings.webhook().publicUrl().orElseThrow() + "/webhooks/vimmerse/");
        assertThat(post(webhook, EVENT).statusCode()).isEqualTo(200);
        assertThat(post(webhook, EVENT).statusCode()).isEqualTo(200);
        assertThat(post(webhook, "{\"batch_id\":\"b\"}").statusCode()).isEqualTo(400);
        assertThat(post(webhook, "{\"batch_id\":\"b\",\"status\":\"s\",\"x\":\"" + "x".repeat(64 * 1024) + "\"}")
                .statusCode()).isEqualTo(413);
        assertThat(body(get("/api/stories/" + id)).path("state").asText()).isEqualTo("delivered");
    }

    @ParameterizedTest
    @ValueSource(strings = {EVENT, "{\"batch_id\":\"b\"}", "no json"})
    void aWebhookThatIsNobodysIsNotFoundWhateverItsBody(String body) throws Exception {
        assertThat(post(app.resolve("/webhooks/vimmerse/" + NOBODYS_TOKEN).toString(), body).statusCode())
                .isEqualTo(404);
        assertThat(post(app.resolve("/webhooks/vimmerse/x").toString(), body).statusCode()).isEqualTo(404);
    }

    @Test
    void storiesAreListedNewestFirstPageByPage() throws Exception {
        drop(id + ".json", "[" + request(id + "-a", "one") + "," + request(id + "-b", "two") + ","
                + request(id + "-c", "three") + "]");
        await().until(() -> get("/api/stories/" + id + "-c").statusCode() == 200);

        List<String> paged = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = body(get("/api/stories?limit=2" + after));
            assertThat(page.path("stories").size()).isBetween(1, 2);
            page.path("stories").forEach(story -> paged.add(story.path("request_id").asText()));
            after = page.has("next") ? "&after=" + page.path("next").asText() : null;
        } while (after != null);

        assertThat(paged).doesNotHaveDuplicates().containsSubsequence(id + "-c", id + "-b", id + "-a");
        assertThat(paged.subList(0, 3)).containsExactly(id + "-c", id + "-b", id + "-a");
    }

    @ParameterizedTest
    @CsvSource({"/api/stories/no-such-story,404", "/api/stories?limit=0,400", "/api/stories?limit=many,400",
        "/api/stories?state=lost,400", "/api/stories?after=%21,400",
        // +1000000000-12-31T23:59:59Z, -1000000000-01-01T00:00:00Z, 1969-12-31T23:59:59Z and 2026-01-01T00:00:00Z
        // \u0000
        "/api/stories?after=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIGE,400",
        "/api/stories?after=LTEwMDAwMDAwMDAtMDEtMDFUMDA6MDA6MDBaIGE,400",
        "/api/stories?after=MTk2OS0xMi0zMVQyMzo1OTo1OVogYQ,400",
        "/api/stories?after=MjAyNi0wMS0wMVQwMDowMDowMFogAA,400",
        "/api/stories?after=OTk5OC0wMS0wMVQwMDowMDowMFogYQ,200", "/api/stories?after=a&after=b,400",
        "/api/stories?limit=1&limit=2,400", "/api/stories?state=%00,400", "/api/stories?state=delivered,200"})
    void aReadSaysWhatItCannotAnswer(String path, int status) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(body(answer).has(status == 200 ? "stories" : "message")).isTrue();
    }

    private String idea() {
        return "A cat learns to fly in " + id;
    }

    private static String request(String requestId, String idea) {
        return "{\"request_id\":\"" + requestId + "\",\"idea\":\"" + idea + "\"}";
    }

    /** Puts a file into the inbox at once, as careful writers do. */
    private void drop(String name, String content) throws IOException {
        Path aside = Files.writeString(inbox.resolve(name + ".part"), content);
        Files.move(aside, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonNode awaitResult(String requestId) throws IOException {
        await().until(() -> Files.isRegularFile(outbox.resolve(requestId + ".json")));
        return result(requestId);
    }

    private JsonNode result(String requestId) throws IOException {
        return json.readTree(outbox.resolve(requestId + ".json").toFile());
    }

    private JsonNode awaitRejected(String name) throws IOException {
        Path error = inbox.resolve(".rejected").resolve(name + ".error.json");
        await().until(() -> Files.isRegularFile(error) && Files.notExists(inbox.resolve(name)));
        return json.readTree(error.toFile());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(app.resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String url, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private JsonNode body(HttpResponse<String> answer) throws IOException {
        return json.readTree(answer.body());
    }
}
