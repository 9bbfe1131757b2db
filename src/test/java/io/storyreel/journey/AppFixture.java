package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.InboxWriter;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatedStory;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.Payment;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The packaged app between a simulated service and an S3 server, in a temporary folder. */
final class AppFixture implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback, AutoCloseable {

    /** Long enough for a busy machine; a state that has not come by then will not come. */
    static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** By what is asked for, so that classes which ask for the same are given the same. */
    private static final Map<AppPlan, AppFixture> SHARED = new HashMap<>();

    private final AppPlan plan;

    private final boolean isShared;

    private Path folder;

    private StoryApiSimulator service;

    private LocalS3 s3;

    private ProductProcess product;

    static {
        // Each look is a call that the app answers; with a dozen journeys at once they took half a core.
        Awaitility.setDefaultPollInterval(Duration.ofMillis(250));
    }

    private AppFixture(AppPlan plan, boolean isShared) {
        this.plan = plan;
        this.isShared = isShared;
    }

    /** One that is opened before the first test of a class and closed after the last. */
    static AppFixture of(AppPlan plan) {
        return new AppFixture(plan, false);
    }

    /** The one of that plan in this JVM: opened before the first test of the first class, closed when the JVM ends. */
    static AppFixture shared(AppPlan plan) {
        return SHARED.computeIfAbsent(plan, one -> new AppFixture(one, true));
    }

    /** Starts everything and waits until the app is ready. */
    AppFixture open() throws IOException {
        return open(service -> {
        });
    }

    /** The same where the service has been told something before the app starts. */
    AppFixture open(Consumer<StoryApiSimulator> beforehand) throws IOException {
        folder = Files.createTempDirectory("storyreel-journey");
        service = StoryApiSimulator.start(plan.service());
        beforehand.accept(service);
        s3 = LocalS3.start(folder.resolve("s3"));
        s3.createBucket(SandboxSettings.BUCKET);
        ProductLaunch launch = SharedClasses.of(ProductLaunch.in(folder.resolve("app"))
                .withJvmArgs(plan.jvmArgs().toArray(String[]::new)))
                .with(SandboxSettings.connecting(service, s3));
        Map<String, String> webhook = plan.isCalledBack() ? SandboxSettings.callingBack(launch.httpPort()) : Map.of();
        product = ProductProcess.start(plan.place().settle(launch.with(webhook).with(plan.settings())));
        product.awaitReady(PATIENCE);
        return this;
    }

    StoryApiSimulator service() {
        return service;
    }

    LocalS3 s3() {
        return s3;
    }

    ProductProcess product() {
        return product;
    }

    Path inbox() {
        return plan.place().exchange(product.directory()).resolve("inbox");
    }

    Path outbox() {
        return plan.place().exchange(product.directory()).resolve("outbox");
    }

    Path drop(Request request) throws IOException {
        return drop(request.fileName(), request.bytes());
    }

    Path drop(String name, byte[] content) throws IOException {
        return InboxWriter.put(inbox(), name, content);
    }

    /** Waits for the request's result, whatever it says, and checks it against the published schema. */
    JsonNode result(Request request) {
        return result(request, List.of(), PATIENCE);
    }

    /** Waits until the request's result has this status. */
    JsonNode result(Request request, String status) {
        return result(request, List.of(status), PATIENCE);
    }

    /** The same for one that takes longer than usual. */
    JsonNode result(Request request, String status, Duration patience) {
        return result(request, List.of(status), patience);
    }

    private JsonNode result(Request request, List<String> wanted, Duration patience) {
        JsonNode result = awaited(request, wanted, patience);
        assertThat(PublishedSchema.RESULT.problemsOf(result)).isEmpty();
        assertThat(result.path("request_id").asText()).isEqualTo(request.id());
        return result;
    }

    private JsonNode awaited(Request request, List<String> wanted, Duration patience) {
        Path file = outbox().resolve(request.fileName());
        try {
            return await("result of " + request.id()).atMost(patience).until(() -> readIfThere(file),
                    there -> there.isPresent()
                            && (wanted.isEmpty() || wanted.contains(there.get().path("status").asText())))
                            .orElseThrow();
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(request.id() + " has no such result; its story: " + whereIs(request), late);
        }
    }

    /** Whether the outbox has a result of it. */
    boolean hasResult(Request request) {
        return Files.exists(outbox().resolve(request.fileName()));
    }

    private String whereIs(Request request) {
        try {
            return product.send(HttpRequest.newBuilder(product.url().resolve("/api/stories/" + request.id())).build())
                    .body();
        } catch (IOException e) {
            return "cannot be asked for, " + e.getMessage();
        }
    }

    /** A person has the service compose the story's video, without Storyreel. */
    void composeByHand(Request request) throws IOException {
        String story = storyOf(request).id();
        product.send(HttpRequest.newBuilder(URI.create(service.baseUrl() + "/story/" + story + "/concat"))
                .header("X-Api-Key", service.apiKey()).POST(BodyPublishers.noBody()).build());
        service.sendWebhook(story, "success");
    }

    /** Waits for the request's video and checks that it is the service's, whole and as it should be described. */
    JsonNode delivered(Request request) {
        JsonNode result = result(request, "delivered");
        deliveredBy(result);
        return result;
    }

    /** Checks that a result, however it came, tells of a video that is the service's, whole. */
    void deliveredBy(JsonNode result) {
        assertThat(result.path("status").asText()).as(result.toString()).isEqualTo("delivered");
        new DeliveredVideo(s3.client(), result).isWhole(service);
    }

    /** Waits until the request's outcome is a failure with this code: a retry's may replace an earlier one. */
    JsonNode failed(Request request, String code) {
        await("failure of " + request.id()).atMost(PATIENCE).untilAsserted(() -> {
            JsonNode result = result(request, "failed");
            assertThat(result.path("error").path("code").asText()).as(result.toString()).isEqualTo(code);
        });
        return result(request, "failed");
    }

    /** Waits until the file was taken up, and tells where it is now. */
    Path accepted(String fileName) {
        Path file = inbox().resolve(".accepted").resolve(fileName);
        await("acceptance of " + fileName).atMost(PATIENCE).until(() -> Files.exists(file));
        return file;
    }

    /** Waits for the error beside a file that was rejected. */
    JsonNode rejected(String fileName) {
        Path file = inbox().resolve(".rejected").resolve(fileName + ".error.json");
        JsonNode error = await("rejection of " + fileName).atMost(PATIENCE)
                .until(() -> readIfThere(file), Optional::isPresent).orElseThrow();
        assertThat(PublishedSchema.RESULT.problemsOf(error)).isEmpty();
        assertThat(error.path("status").asText()).isEqualTo("rejected");
        return error;
    }

    /** Waits until the app says that the story is in this state. */
    JsonNode awaitState(Request request, String state) {
        return await(request.id() + " to be " + state).atMost(PATIENCE).until(() -> product.story(request.id()),
                story -> story.isPresent() && story.get().path("state").asText().equals(state)).orElseThrow();
    }

    /** Waits until the app tells that this is what keeps the story from going on. */
    void awaitError(Request request, String code) {
        await(request.id() + " to tell " + code).atMost(PATIENCE).until(() -> product.story(request.id())
                .filter(story -> story.path("error").path("code").asText().equals(code)).isPresent());
    }

    /** How often the request was sent to the service, whatever became of it there. */
    List<ReceivedCall> submissions(Request request) {
        return service.calls().stream().filter(call -> call.method().equals("POST"))
                .filter(call -> call.field("idea").filter(request.idea()::equals).isPresent()).toList();
    }

    /** The calls for a story that the service made of the request, from its id on: {@code ""}, {@code "/concat"}. */
    List<ReceivedCall> calls(String method, Request request, String rest) {
        return service.calls(method, service.dialect().prefix() + "/story/" + storyOf(request).id() + rest);
    }

    /** The downloads of the request's video, whole or in part. */
    List<ReceivedCall> downloads(Request request) {
        String file = storyOf(request).id() + ".mp4";
        return service.calls("GET", "/media/").stream().filter(call -> call.path().endsWith(file)).toList();
    }

    /** Waits for the story that the service makes of the request. */
    SimulatedStory storyOf(Request request) {
        return await("story of " + request.id()).atMost(PATIENCE).until(() -> service.stories().stream()
                .filter(story -> story.idea().equals(request.idea())).findFirst(), Optional::isPresent).orElseThrow();
    }

    /** Fails where the request left anything in the store, or an upload open. */
    void hasStoredNothingOf(Request request) {
        assertThat(s3.client().listObjectsV2Paginator(list -> list.bucket(SandboxSettings.BUCKET)).contents())
                .extracting(S3Object::key).noneMatch(key -> key.contains("/" + request.id() + "."));
        assertThat(s3.client().listMultipartUploads(list -> list.bucket(SandboxSettings.BUCKET)).uploads()).isEmpty();
    }

    /** The service is gone, and what it was told with it. */
    void closeService() {
        service.close();
    }

    /** The service is there again, under the same address, as if it had just been made. */
    void reopenService() {
        service = StoryApiSimulator.start(plan.service().withPort(service.baseUrl().getPort()));
    }

    /** The store is gone; its objects stay on the disk. */
    void closeStore() {
        s3.close();
    }

    /** The store is there again, under the same address. */
    void reopenStore() {
        s3 = LocalS3.start(folder.resolve("s3"), s3.endpoint().getPort());
    }

    /** A person says: once more. */
    HttpResponse<String> retry(Request request) throws IOException {
        return retry(request.id(), HttpRequest.newBuilder().POST(BodyPublishers.noBody()));
    }

    /** A person says: it is this story of the service's. */
    HttpResponse<String> retry(Request request, String storyId) throws IOException {
        return retry(request.id(), HttpRequest.newBuilder().header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.createObjectNode().put("story_id", storyId).toString())));
    }

    /** Whatever is sent to a request's retry. */
    HttpResponse<String> retry(String requestId, HttpRequest.Builder call) throws IOException {
        return product.send(call.uri(product.url().resolve("/api/stories/" + requestId + "/retry")).build());
    }

    /** The calls that were charged for the request, in their order. */
    List<ApiCall> paidCalls(Request request) {
        return service.payments().stream().filter(payment -> payment.idea().equals(request.idea()))
                .map(Payment::call).toList();
    }

    /** How many calls were charged for the request. */
    long payments(Request request) {
        return service.paidCalls(request.idea());
    }

    /** Lets time pass where what is to be shown is that nothing happens meanwhile, or not too much. */
    static void letPass(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    /** Files come whole or not at all, so what is there can be read. */
    private static Optional<JsonNode> readIfThere(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (!isShared) {
            open();
        } else if (product == null) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shared-app-end"));
            open();
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> System.err.println(
                context.getDisplayName() + " failed; Storyreel's last words:\n" + product.logTail(60)));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!isShared) {
            close();
        }
    }

    @Override
    public void close() {
        if (product != null) {
            // What was to be shown has been: nobody waits for what may still be under way.
            product.kill();
        }
        service.close();
        s3.close();
        deleteFolder();
    }

    private void deleteFolder() {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted((a, b) -> b.compareTo(a)).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
