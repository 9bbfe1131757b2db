package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

import io.storyreel.LoopbackHost;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.service.HalfSentException;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.ImageVersion;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import org.apache.hc.client5.http.entity.mime.ContentBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Images of the store on their way into the paid call, and what becomes of the story when they break. */
@Timeout(60)
class BucketImagesRouteTest {

    private static final int MAX_RETRIES = 2;

    private static final int FOR_EVER = Integer.MAX_VALUE;

    private static final String ETAG = "\"v1\"";

    private static LocalS3 store;

    private final byte[] image = bytes(300_000);

    private StoryApiSimulator service;

    @BeforeAll
    static void startStore(@TempDir Path objects) {
        store = LocalS3.start(objects);
        store.createBucket("images");
    }

    @AfterAll
    static void stopStore() {
        store.close();
    }

    @BeforeEach
    void start() {
        service = StoryApiSimulator.start(SimulatorOptions.quick());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void imagesArriveWholeInTheOrderListedWithTheirNamesAndTypes() throws Exception {
        byte[] other = bytes(1000);
        put("2 b/süß/x+y.webp", other);
        put("1.png", image);
        try (SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(store)))) {
            Story story = route.submit("r", request("s3://images/2 b/süß/x+y.webp", "s3://images/1.png"));

            assertThat(story.state()).isEqualTo(StoryState.GENERATING);
            assertThat(story.error()).isNull();
        }
        assertThat(service.calls()).hasSize(1);
        assertThat(service.calls().get(0).files()).containsExactly(part("x+y.webp", "image/webp", other),
                part("1.png", "image/png", image));
        assertThat(service.payments()).hasSize(1);
    }

    @Test
    void anObjectThatIsGoneEndsTheStoryBeforeAnythingIsSent() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(store)))) {
            Story story = route.submit("r", request("s3://images/gone.png"));

            assertThat(story.state()).isEqualTo(StoryState.FAILED);
            assertThat(story.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(story.error().stage()).isEqualTo(Stage.SUBMIT);
            assertThat(story.error().message()).contains("nothing was sent", "s3://images/gone.png");
        }
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void aStoreOutOfReachIsWaitedForHoweverLongAndCostsNoTry() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(nobody())))) {
            Story story = route.submit("r", request("s3://images/a.png"));
            for (int i = 0; i < MAX_RETRIES + 1; i++) {
                story = route.submit(story);
            }

            assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            assertThat(story.attempts()).isZero();
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(story.error().message()).contains("nothing was sent", "could not be read just now");
            DueStories claims = route.get(DueStories.class);
            assertThat(claims.due(StoryState.ACCEPTED, 9)).isEmpty();
            route.ledger.later(Duration.ofSeconds(60));
            assertThat(claims.due(StoryState.ACCEPTED, 9)).hasSize(1);
        }
        assertThat(service.calls()).isEmpty();
    }

    @Test
    void aProbeThatWaitsForTheStoreLeavesTheCreditGateAsItIsAndLetsAnotherAskNext() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(nobody())))) {
            Story broke = route.ledger.submitting("r", request("s3://images/a.png"));
            route.get(CreditGate.class).close();
            route.get(SubmissionLedger.class).awaitsCredit(broke, null);

            Story story = route.submit(route.ledger.story("r"));

            assertThat(story.state()).isEqualTo(StoryState.WAITING_CREDIT);
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(route.get(CreditGate.class).isClosed()).isTrue();
            assertThat(route.get(DueStories.class).due(StoryState.WAITING_CREDIT, 1)).isEmpty();
        }
    }

    @Test
    void anImageThatBreaksOffWasNeverSentAndIsSentWholeTheNextTime() throws Exception {
        try (LoopbackHost host = new LoopbackHost(cutting());
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(host.url(""))))) {
            Story cut = route.submit("r", request("s3://images/a.png"));

            assertThat(cut.state()).isEqualTo(StoryState.ACCEPTED);
            assertThat(cut.attempts()).isEqualTo(1);
            assertThat(cut.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(cut.error().message()).contains("s3://images/a.png broke off after 150000 of 300000 bytes");
            assertThat(route.get(DueStories.class).due(StoryState.ACCEPTED, 9)).isEmpty();
            assertThat(service.payments()).isEmpty();

            host.nowAnswers(LoopbackHost.serving(image, ETAG));
            Story sent = route.submit(cut);

            assertThat(sent.state()).isEqualTo(StoryState.GENERATING);
        }
        assertThat(service.payments()).hasSize(1);
        assertThat(service.calls().get(0).files()).containsExactly(part("a.png", "image/png", image));
    }

    @Test
    void anImageThatAlwaysBreaksOffEndsTheStoryWhenItsRetriesAreSpent() throws Exception {
        try (LoopbackHost host = new LoopbackHost(cutting());
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(host.url(""))))) {
            Story story = route.submit("r", request("s3://images/a.png"));
            for (int i = 0; i < MAX_RETRIES; i++) {
                assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
                story = route.submit(story);
            }

            assertThat(story.state()).isEqualTo(StoryState.FAILED);
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(story.error().stage()).isEqualTo(Stage.SUBMIT);
            assertThat(story.reportAt()).isEqualTo(route.ledger.now());
        }
        assertThat(service.payments()).isEmpty();
        assertThat(service.stories()).isEmpty();
    }

    @Test
    void aStoryboardWhoseImageBreaksOffIsSentAgainToo() throws Exception {
        try (LoopbackHost host = new LoopbackHost(cutting());
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(host.url(""))))) {
            Story story = route.submit("r",
                    "{\"mode\":\"advanced\",\"idea\":\"i\",\"image_files\":[\"s3://images/a.png\"]}");

            assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(story.error().stage()).isEqualTo(Stage.STORYBOARD);
        }
        assertThat(service.payments()).isEmpty();
    }

    @Test
    void anImageThatWasReplacedInBetweenIsNeverMixed() throws Exception {
        LoopbackHost.Answer replacing = (request, out) -> {
            if (request.method().equals("HEAD")) {
                LoopbackHost.head(out, "200 OK", "ETag: " + ETAG, "Content-Length: " + image.length);
            } else {
                LoopbackHost.head(out, "412 Precondition Failed", "Content-Length: 0");
            }
        };
        try (LoopbackHost host = new LoopbackHost(replacing);
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(host.url(""))))) {
            Story story = route.submit("r", request("s3://images/a.png"));

            assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            assertThat(story.error().message()).contains("s3://images/a.png was replaced");
            assertThat(host.requests.get(1).headers()).containsEntry("If-Match", ETAG);
        }
        assertThat(service.payments()).isEmpty();
    }

    @Test
    void anImageThatIsAnotherThanWasTakenUpEndsTheStoryUnpaid() throws Exception {
        put("changed.png", image);
        String request = request("s3://images/changed.png");
        try (SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(store)))) {
            Story story = route.submit(taken(route, "r", request, new ImageVersion(image.length, "0".repeat(64))));

            assertThat(story.state()).isEqualTo(StoryState.FAILED);
            assertThat(story.error().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(story.error().message()).contains("changed.png", "no longer what it was", "nothing was paid");
            assertThat(service.payments()).isEmpty();

            String sha256 = part("", "", image).sha256();
            assertThat(route.submit(taken(route, "s", request, new ImageVersion(image.length, sha256))).state())
                    .isEqualTo(StoryState.GENERATING);
        }
    }

    private static Story taken(SubmitRoute route, String id, String request, ImageVersion image) {
        return route.get(Admission.class).take(List.of(new StoryRequest(id, "c".repeat(64), TestLedger.json(request),
                List.of(image), "form")), new Origin("jms", Map.of())).get(0).story();
    }

    @Test
    void aPartIsTheVersionThatWasThereWhenItWasMade() throws Exception {
        put("replaced.png", image);
        try (SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(store)))) {
            ContentBody part = route.get(RequestImages.class).part("s3://images/replaced.png", null);
            assertThat(part.getContentLength()).isEqualTo(image.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            part.writeTo(out);
            assertThat(out.toByteArray()).isEqualTo(image);

            put("replaced.png", bytes(300_000 - 1));

            out.reset();
            assertThatThrownBy(() -> part.writeTo(out)).isInstanceOf(HalfSentException.class)
                    .hasMessageContaining("was replaced");
            assertThat(out.size()).isZero();
        }
    }

    @Test
    void whatBreaksOffHalfWayNeverLooksWholeToTheServiceAndIsSentOnce() throws Exception {
        try (LoopbackHost host = new LoopbackHost(cutting()); CallListener posted = new CallListener(FOR_EVER);
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(host.url("")),
                        "storyreel.api.base-url", posted.url()))) {
            Story story = route.submit("r", request("s3://images/a.png"));

            assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            await().until(() -> !posted.heard.isEmpty());
            String half = posted.heard.get(0);
            String head = half.substring(0, half.indexOf("\r\n\r\n"));
            assertThat(head).doesNotContainIgnoringCase("Transfer-Encoding")
                    .containsPattern("Content-Length: 300\\d{3}");
            assertThat(half).contains("filename=\"a.png\"").hasSizeLessThan(152_000).doesNotEndWith("--\r\n");
            assertThat(posted.heard).hasSize(1);
        }
    }

    @Test
    void aServiceThatHangsUpInTheMiddleOfAnImageMayHaveTakenIt() throws Exception {
        put("large.png", bytes(20_000_000));
        try (CallListener rude = new CallListener(10_000);
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(store),
                        "storyreel.api.base-url", rude.url()))) {
            Story story = route.submit("r", request("s3://images/large.png"));

            assertThat(story.state()).isEqualTo(StoryState.UNCERTAIN);
            assertThat(story.error().code()).isEqualTo(ErrorCode.SUBMISSION_UNCERTAIN);
        }
    }

    @Test
    void anImageThatStallsUntilTheCallIsCutWasNeverSentEither() throws Exception {
        try (CallListener patient = new CallListener(FOR_EVER);
                LoopbackHost host = new LoopbackHost(stallingUntil(() -> !patient.heard.isEmpty()));
                SubmitRoute route = new SubmitRoute(settings(TestSettings.leadingTo(host.url("")),
                        "storyreel.api.base-url", patient.url(), "storyreel.api.response-timeout", "300ms"))) {
            Story story = route.submit("r", request("s3://images/a.png"));

            assertThat(patient.heard).hasSize(1);
            assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        }
    }

    /** As {@link #cutting}, but the connection stays open until then. */
    private LoopbackHost.Answer stallingUntil(Callable<Boolean> end) {
        return (request, out) -> {
            cutting().to(request, out);
            out.flush();
            if (request.method().equals("GET")) {
                await().until(end);
            }
        };
    }

    /** Tells of a whole image and hands out half of it. */
    private LoopbackHost.Answer cutting() {
        return (request, out) -> LoopbackHost.cutting(image, request.method().equals("HEAD") ? 0 : 150_000,
                "ETag: " + ETAG, "Content-Length: " + image.length).to(request, out);
    }

    private static String request(String... images) {
        return "{\"image_files\":[\"" + String.join("\",\"", images) + "\"]}";
    }

    private static void put(String key, byte[] content) {
        store.client().putObject(put -> put.bucket("images").key(key), RequestBody.fromBytes(content));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static FilePart part(String name, String type, byte[] content) throws Exception {
        return new FilePart("image_files", name, type, content.length,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }

    private static String nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0)) {
            return "http://127.0.0.1:" + gone.getLocalPort();
        }
    }

    private StoryreelSettings settings(Map<String, String> toTheStore, String... more) {
        Map<String, String> settings = new HashMap<>(toTheStore);
        settings.putAll(Map.of("storyreel.api.base-url", service.baseUrl().toString(), "storyreel.api.key",
                service.apiKey(), "storyreel.api.max-retries", String.valueOf(MAX_RETRIES)));
        return TestSettings.with(settings, more);
    }
}
