package io.storyreel.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.LoopbackHost;
import io.storyreel.download.Mp4;
import io.storyreel.fault.ErrorCode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.service.ApiAnswer;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

@Timeout(60)
class DeliverVideoRouteTest {

    private static final String KEY = "videos/2026/03/01/r.1.mp4";

    private static LocalS3 store;

    private static int buckets;

    private final byte[] video = Mp4.ofSize(300_000, 1);

    /** One of its own for every test. */
    private final String bucket = "videos-" + ++buckets;

    @TempDir
    private Path spool;

    private LoopbackHost host;

    private DeliverRoute route;

    @BeforeAll
    static void startStore(@TempDir Path objects) {
        store = LocalS3.start(objects);
    }

    @AfterAll
    static void stopStore() {
        store.close();
    }

    @BeforeEach
    void start() throws Exception {
        host = new LoopbackHost(LoopbackHost.serving(video, "\"v1\""));
        route = new DeliverRoute(settings(TestSettings.leadingTo(store)));
    }

    @AfterEach
    void stop() throws Exception {
        route.close();
        host.close();
    }

    @Test
    void aVideoLandsWholeWithItsMetadataAndItsSidecarAndTheLedgerIsTold() throws Exception {
        Story delivered = route.deliver(made("{}"));

        HeadObjectResponse head = route.s3.headObject(h -> h.bucket(bucket).key(KEY));
        assertThat(head.contentType()).isEqualTo("video/mp4");
        assertThat(head.metadata()).containsEntry("request-id", "r.1").containsEntry("story-id", "s-1")
                .containsEntry("sha256", sha256(video));
        assertThat(bytes(bucket, KEY)).isEqualTo(video);
        ObjectNode sidecar = TestLedger.json(
                new String(bytes(bucket, "videos/2026/03/01/r.1.json"), StandardCharsets.UTF_8));
        assertThat(sidecar.path("id").asText()).isEqualTo("s-1");
        assertThat(sidecar.path("video_url").asText()).isEqualTo(address());
        assertThat(route.s3.headObject(h -> h.bucket(bucket).key("videos/2026/03/01/r.1.json")).contentType())
                .isEqualTo("application/json");
        assertThat(delivered.state()).isEqualTo(StoryState.DELIVERED);
        assertThat(delivered.video()).isEqualTo(
                new StoredVideo(bucket, KEY, 300_000, sha256(video), head.eTag().replace("\"", "")));
        assertThat(delivered.reportAt()).isEqualTo(route.ledger.now());
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void aVideoThatAKillLeftInTheBucketIsNeitherDownloadedNorUploadedAgain() throws Exception {
        Story story = made("{}");
        Delivery found = route.get(DeliverySteps.class).begin(story);
        Delivery fetched = route.get(DeliverySteps.class).fetch(route.get(VideoStore.class).lookUp(found));
        route.s3.putObject(put -> put.bucket(bucket).key(KEY).metadata(fetched.metadata()),
                fetched.video().file());
        String etag = route.s3.headObject(h -> h.bucket(bucket).key(KEY)).eTag();

        Story delivered = route.deliver(story);

        assertThat(delivered.state()).isEqualTo(StoryState.DELIVERED);
        assertThat(delivered.video().sha256()).isEqualTo(sha256(video));
        assertThat(host.requests).hasSize(1);
        assertThat(route.s3.headObject(h -> h.bucket(bucket).key(KEY)).eTag()).isEqualTo(etag);
    }

    @Test
    void anObjectOfAnotherRequestUnderTheSameKeyIsLeftAlone() {
        route.deliver(made("{\"output\":{\"key\":\"k.mp4\"}}"));
        host.nowAnswers(LoopbackHost.serving(Mp4.ofSize(1000, 2), "\"v2\""));

        Story second = route.deliver(route.ledger.delivering("r.2", "s-2", "{\"output\":{\"key\":\"k.mp4\"}}",
                address()));

        assertThat(second.state()).isEqualTo(StoryState.FAILED);
        assertThat(second.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(second.error().message()).contains("s3://" + bucket + "/k.mp4", "request r.1", "not replaced");
        assertThat(bytes(bucket, "k.mp4")).isEqualTo(video);
        assertThat(new String(bytes(bucket, "k.json"), StandardCharsets.UTF_8)).contains("s-1");
        assertThat(host.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k.mp4", "k.json"})
    void anObjectThatDoesNotSayWhoseItIsIsLeftAlone(String key) {
        store.createBucket(bucket);
        route.s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("a stranger's"));

        Story story = route.deliver(made("{\"output\":{\"key\":\"k.mp4\"}}"));

        assertThat(story.state()).isEqualTo(StoryState.FAILED);
        assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(story.error().message()).contains("s3://" + bucket + "/" + key, "does not say whose");
        assertThat(keys(bucket)).containsExactly(key);
        assertThat(bytes(bucket, key)).asString().isEqualTo("a stranger's");
    }

    @Test
    void whatARequestsEarlierStoryLeftThereIsReplaced() throws Exception {
        route.deliver(made("{}"));
        byte[] better = Mp4.ofSize(1000, 2);
        host.nowAnswers(LoopbackHost.serving(better, "\"v2\""));
        try (DeliverRoute again = new DeliverRoute(settings(TestSettings.leadingTo(store)))) {
            Story second = again.deliver(again.ledger.delivering("r.1", "s-2", "{}", host.url("/other.mp4")));

            assertThat(second.state()).isEqualTo(StoryState.DELIVERED);
        }
        assertThat(bytes(bucket, KEY)).isEqualTo(better);
        assertThat(new String(bytes(bucket, "videos/2026/03/01/r.1.json"), StandardCharsets.UTF_8)).contains("s-2");
    }

    @Test
    void aFaultThatNobodyHasForeseenCountsAsAnAttemptThatCanBeSeenAndWaitsItsTime() {
        // No request id, so no file's name either.
        Story story = route.deliver(route.ledger.delivering("a b", "s-1", "{}", address()));

        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(story.attempts()).isOne();
        assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(story.error().message()).contains("IllegalArgumentException: not a request id: a b");
        assertThat(route.ledger.get(DueStories.class).due(StoryState.DELIVERING, 9)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"90, 60, 31", "86400, 3500, 101"})
    void aHostThatAsksToBeLeftAloneIsLeftAloneForAnHourAtMost(String seconds, int notYet, int then) {
        host.nowAnswers((request, out) -> LoopbackHost.head(out, "503 Busy", "Retry-After: " + seconds,
                "Content-Length: 0"));
        Story story = route.deliver(made("{}"));
        assertThat(story.error().httpStatus()).isEqualTo(503);
        DueStories claims = route.ledger.get(DueStories.class);

        route.ledger.later(Duration.ofSeconds(notYet));
        assertThat(claims.due(StoryState.DELIVERING, 9)).isEmpty();
        route.ledger.later(Duration.ofSeconds(then));
        assertThat(claims.due(StoryState.DELIVERING, 9)).hasSize(1);
    }

    @Test
    void theRequestSaysWhereTheVideoGoes() {
        store.createBucket("their-bucket");

        route.deliver(made("{\"title\":\"Der Müller\",\"output\":{\"bucket\":\"their-bucket\","
                + "\"key\":\"a b/{title}.mp4\"}}"));

        assertThat(keys("their-bucket")).containsExactlyInAnyOrder("a b/der-muller.mp4", "a b/der-muller.json");
    }

    @Test
    void aCutDownloadLeavesNoObjectAndIsFinishedByTheNextAttempt() {
        store.createBucket(bucket);
        host.nowAnswers(LoopbackHost.cutting(video, 1000, "ETag: \"v1\"", "Content-Length: 300000"));
        Story cut = route.deliver(made("{}"));
        assertThat(cut.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(cut.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);
        assertThat(keys(bucket)).isEmpty();

        host.nowAnswers(LoopbackHost.serving(video, "\"v1\""));
        Story delivered = route.deliver(cut);

        assertThat(delivered.state()).isEqualTo(StoryState.DELIVERED);
        assertThat(delivered.error()).isNull();
        assertThat(host.requests.get(1).from()).isEqualTo(1000);
        assertThat(bytes(bucket, KEY)).isEqualTo(video);
    }

    @Test
    void afterAFailureTheNextAttemptWaitsForItsTurnAndIsFreeToBeClaimed() {
        host.nowAnswers(LoopbackHost.cutting(video, 1000, "Content-Length: 300000"));
        route.deliver(made("{}"));
        DueStories claims = route.ledger.get(DueStories.class);

        assertThat(claims.due(StoryState.DELIVERING, 9)).isEmpty();
        route.ledger.later(Duration.ofSeconds(1));
        assertThat(claims.due(StoryState.DELIVERING, 9)).extracting(Story::attempts).containsExactly(1);
    }

    @Test
    void afterAFailureTheVideoIsFetchedFromWhereTheServiceSaysItIsNow() throws Exception {
        host.nowAnswers((request, out) -> LoopbackHost.head(out, "403 Expired", "Content-Length: 0"));
        Story expired = route.deliver(made("{}"));
        assertThat(expired.error().code()).isEqualTo(ErrorCode.VIDEO_UNAVAILABLE);

        String fresh = host.url("/fresh.mp4");
        route.serviceSays.set(new ApiAnswer(200, TestLedger.service("s-1").put("video_url", fresh), "", null));
        host.nowAnswers(LoopbackHost.serving(video, "\"v1\""));
        Story delivered = route.deliver(expired);

        assertThat(delivered.state()).isEqualTo(StoryState.DELIVERED);
        assertThat(delivered.videoUrl()).isEqualTo(fresh);
        assertThat(host.requests.get(1).target()).isEqualTo("/fresh.mp4");
    }

    @Test
    void aServiceThatDoesNotSayWhereTheVideoIsNowLeavesTheAddressAsItWas() {
        host.nowAnswers(LoopbackHost.cutting(video, 1000, "Content-Length: 300000"));
        Story cut = route.deliver(made("{}"));
        host.nowAnswers(LoopbackHost.serving(video, "\"v1\""));

        route.serviceSays.set(new ApiAnswer(503, null, "not now", null));

        assertThat(route.deliver(cut).state()).isEqualTo(StoryState.DELIVERED);
    }

    @Test
    void whatIsNoVideoLeavesNoObject() {
        store.createBucket(bucket);
        host.nowAnswers(LoopbackHost.serving("<html>gone</html>".getBytes(StandardCharsets.UTF_8), "\"v1\""));

        Story story = route.deliver(made("{}"));

        assertThat(story.error().code()).isEqualTo(ErrorCode.VIDEO_INVALID);
        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(keys(bucket)).isEmpty();
    }

    @Test
    void anAddressThatIsNotAllowedEndsTheStoryAtOnce() {
        Story story = route.deliver(route.ledger.delivering("r.1", "s-1", "{}", "https://elsewhere.example/v.mp4"));

        assertThat(story.state()).isEqualTo(StoryState.FAILED);
        assertThat(story.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED);
        assertThat(story.reportAt()).isEqualTo(route.ledger.now());
        assertThat(host.requests).isEmpty();
    }

    @Test
    void aBucketThatDoesNotExistIsToldInPlainWordsAndTheDownloadIsKept() {
        // Small enough to be sent before the store refuses and hangs up.
        host.nowAnswers(LoopbackHost.serving(Mp4.ofSize(1000, 1), "\"v1\""));
        Story story = route.deliver(made("{\"output\":{\"bucket\":\"no-such-bucket\"}}"));

        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(story.error().message())
                .startsWith("Storing s3://no-such-bucket/" + KEY + " failed: the store answered NoSuchBucket 404: ")
                .contains("; create the bucket, or check storyreel.s3.bucket");
        route.deliver(story);
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aStoreOutOfReachStopsNoRouteAndIsWaitedFor() throws Exception {
        try (DeliverRoute away = new DeliverRoute(settings(TestSettings.leadingTo(nobody())))) {
            Story story = away.deliver(away.ledger.delivering("r.1", "s-1", "{}", address()));

            assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        }
    }

    private Story made(String request) {
        return route.ledger.delivering("r.1", "s-1", request, address());
    }

    private String address() {
        return host.url("/v.mp4?sig=x");
    }

    private static String nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0)) {
            return "http://127.0.0.1:" + gone.getLocalPort();
        }
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private byte[] bytes(String from, String key) {
        return route.s3.getObjectAsBytes(get -> get.bucket(from).key(key)).asByteArray();
    }

    private List<String> keys(String of) {
        return route.s3.listObjectsV2(list -> list.bucket(of)).contents().stream().map(S3Object::key).toList();
    }

    private StoryreelSettings settings(Map<String, String> toTheStore) {
        return TestSettings.with(toTheStore, "storyreel.s3.bucket", bucket, "storyreel.s3.create-bucket", "true",
                "storyreel.download.spool-dir", spool.toString(), "storyreel.download.allowed-hosts", "127.0.0.1",
                "storyreel.download.allow-private-addresses", "true");
    }
}
