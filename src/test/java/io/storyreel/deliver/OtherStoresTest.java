package io.storyreel.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.storyreel.LoopbackHost;
import io.storyreel.LoopbackHost.Request;
import io.storyreel.StoreFront;
import io.storyreel.download.Mp4;
import io.storyreel.fault.ErrorCode;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.settings.TestSettings;
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
import software.amazon.awssdk.services.s3.model.S3Object;

/** Deliveries to a real store behind what proxies, policies and compatible stores make of it. */
@Timeout(60)
class OtherStoresTest {

    private static final String KEY = "videos/2026/03/01/r.1.mp4";

    private static LocalS3 store;

    private static int buckets;

    private final byte[] video = Mp4.ofSize(300_000, 1);

    private final String bucket = "other-videos-" + ++buckets;

    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private Path spool;

    private LoopbackHost host;

    private StoreFront front;

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
        store.createBucket(bucket);
        host = new LoopbackHost(LoopbackHost.serving(video, "\"v1\""));
        front = new StoreFront(store);
        settings.putAll(TestSettings.leadingTo(store, front.endpoint()));
        settings.putAll(Map.of("storyreel.s3.bucket", bucket,
                "storyreel.download.spool-dir", spool.toString(), "storyreel.download.allowed-hosts", "127.0.0.1",
                "storyreel.download.allow-private-addresses", "true"));
    }

    @AfterEach
    void stop() throws Exception {
        route.close();
        front.close();
        host.close();
    }

    @Test
    void labelsWhoseNamesComeBackInOtherCaseAreKnownAgain() throws Exception {
        front.changing((request, line) -> line.replaceFirst("(?i)^x-amz-meta-sha256", "X-Amz-Meta-Sha256")
                .replaceFirst("(?i)^x-amz-meta-request-id", "X-AMZ-META-REQUEST-ID")
                .replaceFirst("(?i)^x-amz-meta-story-id", "X-Amz-Meta-Story-Id"));

        assertThatItIsUploadedOnceEvenOverAKill();
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aStoreThatKeepsNoLabelsIsJudgedBySizeAndETag() throws Exception {
        front.dropping(request -> true, "x-amz-meta-");

        assertThatItIsUploadedOnceEvenOverAKill();
    }

    @Test
    void aStoreThatShowsNeitherLabelsNorAnETagOfItsContentIsReadInDoubt() throws Exception {
        front.changing((request, line) -> line.toLowerCase().startsWith("x-amz-meta-") ? null
                : line.replaceFirst("(?i)^etag: .*", "ETag: \"0123456789abcdef0123456789abcdef\""));

        assertThatItIsUploadedOnceEvenOverAKill();
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "crc32", "none"})
    void aStoreThatShowsNothingAtAllIsToldFromItsAnswerToTheUpload(String checksum) throws Exception {
        settings.put("storyreel.s3.checksum", checksum);
        open();
        front.refusing(request -> !request.method().equals("PUT"), 403, "AccessDenied", "Access Denied");

        assertThat(route.deliver(made()).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(uploads()).hasSize(1);
        assertThat(stored()).isEqualTo(video);
    }

    @Test
    void aStoreThatTellsOtherSizesIsReadInDoubt() throws Exception {
        open();
        front.changing((request, line) -> request.method().equals("HEAD")
                ? line.replaceFirst("(?i)^content-length: .*", "Content-Length: 300032") : line);

        assertThat(route.deliver(made()).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(uploads()).hasSize(1);
    }

    @Test
    void aStoreThatAnswersNoHeadIsAskedForAByte() throws Exception {
        front.refusing(request -> request.method().equals("HEAD"), 403, "AccessDenied", "Access Denied");

        assertThatItIsUploadedOnceEvenOverAKill();
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aHeadWithoutAContentLengthIsNoFault() throws Exception {
        front.dropping(request -> request.method().equals("HEAD"), "content-length");

        assertThatItIsUploadedOnceEvenOverAKill();
        assertThat(host.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5", "crc32"})
    void aBucketWithObjectLockTakesVideoAndSidecar(String checksum) throws Exception {
        settings.put("storyreel.s3.checksum", checksum);
        open();
        wantingAChecksum();

        assertThat(route.deliver(made()).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(stored()).isEqualTo(video);
        assertThat(uploads()).allMatch(put -> put.headers().containsKey("Content-MD5") == checksum.equals("md5"));
    }

    @Test
    void withoutAChecksumABucketWithObjectLockSaysWhatIsMissing() throws Exception {
        settings.put("storyreel.s3.checksum", "none");
        open();
        wantingAChecksum();

        Story story = route.deliver(made());

        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(story.error().message()).contains("InvalidRequest 400", "Content-MD5 OR x-amz-checksum",
                "check storyreel.s3.checksum");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        301 | PermanentRedirect            | must be addressed by the specified endpoint | storyreel.s3.region=eu-central-1
        400 | AuthorizationHeaderMalformed | the region is wrong; expecting 'eu-central-1' | storyreel.s3.region=eu-central-1
        403 | InvalidAccessKeyId           | The AWS Access Key Id does not exist        | storyreel.s3.access-key
        403 | SignatureDoesNotMatch        | The request signature does not match        | storyreel.s3.secret-key
        403 | AccessDenied                 | not authorized to perform: kms:GenerateDataKey | storyreel.s3.sse
        403 | AccessDenied                 | Access Denied                               | s3:PutObject
        400 | KMS.NotFoundException        | Key alias/x does not exist                  | .sse-kms-key
        400 | AccessControlListNotSupported | The bucket does not allow ACLs             | storyreel.s3.acl
        400 | InvalidStorageClass          | The storage class is not valid              | storyreel.s3.storage-class
        403 | RequestTimeTooSkewed         | The difference is too large                 | clock
        507 | XMinioStorageFull            | Storage backend has reached its minimum     | full
        """)
    void aStoresNoIsToldWithItsCodeItsWordsAndWhatToDo(int status, String code, String words, String hint)
            throws Exception {
        open();
        String[] region = status == 301 ? new String[] {"x-amz-bucket-region: eu-central-1"} : new String[0];
        front.refusing(request -> true, status, code, words, region);

        Story story = route.deliver(made());

        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(story.error().message()).contains("s3://" + bucket + "/" + KEY, code + " " + status + ": " + words,
                hint).doesNotContain("see cause", "Attempt Count");
    }

    @Test
    void aHostNameForEachBucketThatNobodyKnowsIsToldWithTheSettingToLookAt() throws Exception {
        settings.put("storyreel.s3.endpoint", "http://store.invalid");
        settings.put("storyreel.s3.path-style", "false");
        open();

        Story story = route.deliver(made());

        assertThat(story.error().message()).contains(bucket + ".store.invalid", "storyreel.s3.path-style=true")
                .doesNotContainIgnoringCase("see cause").doesNotContain("Attempt Count");
    }

    @Test
    void encryptionStorageClassAndAclGoWithVideoAndSidecar() throws Exception {
        settings.putAll(Map.of("storyreel.s3.sse", "aws:kms", "storyreel.s3.sse-kms-key", "alias/films",
                "storyreel.s3.storage-class", "STANDARD_IA", "storyreel.s3.acl", "bucket-owner-full-control"));
        open();
        front.answering(request -> request.method().equals("PUT"), 200, "", "ETag: \"not-the-md5\"")
                .refusing(request -> !request.method().equals("PUT"), 403, "AccessDenied", "Access Denied");

        route.deliver(made());

        assertThat(List.of(uploads().get(0), front.requests("PUT", ".json").get(0))).allSatisfy(
                put -> assertThat(put.headers()).containsEntry("x-amz-server-side-encryption", "aws:kms")
                        .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "alias/films")
                        .containsEntry("x-amz-storage-class", "STANDARD_IA")
                        .containsEntry("x-amz-acl", "bucket-owner-full-control"));
    }

    @Test
    void whatSomebodyPutsThereAfterOurLookIsNotReplaced() throws Exception {
        open();
        front.answering(request -> {
            if (request.method().equals("PUT") && request.target().endsWith(".mp4")) {
                store.client().putObject(put -> put.bucket(bucket).key(KEY), RequestBody.fromString("a stranger's"));
            }
            return false;
        }, 500, "");

        Story again = route.deliver(made());
        assertThat(again.state()).isEqualTo(StoryState.DELIVERING);
        Story story = route.deliver(again);

        assertThat(story.state()).isEqualTo(StoryState.FAILED);
        assertThat(story.error().code()).isEqualTo(ErrorCode.STORAGE_FAILED);
        assertThat(stored()).asString().isEqualTo("a stranger's");
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aStoreThatDoesNotKnowConditionsGetsTheVideoWithoutOne() throws Exception {
        open();
        front.refusing(request -> request.headers().containsKey("If-None-Match"), 501, "NotImplemented",
                "A header you provided implies functionality that is not implemented");

        Story again = route.deliver(made());
        assertThat(again.state()).isEqualTo(StoryState.DELIVERING);

        assertThat(route.deliver(again).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(stored()).isEqualTo(video);
    }

    @Test
    void aNotImplementedThatIsAboutSomethingElseDoesNotEndTheConditions() throws Exception {
        open();
        int[] refused = new int[1];
        front.refusing(request -> request.method().equals("PUT") && request.target().endsWith(".mp4")
                && refused[0]++ < 2, 501, "NotImplemented", "A header you provided is not implemented");

        Story second = route.deliver(route.deliver(made()));
        assertThat(second.state()).isEqualTo(StoryState.DELIVERING);

        assertThat(route.deliver(second).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(uploads()).extracting(put -> put.headers().containsKey("If-None-Match"))
                .containsExactly(true, false, true);
    }

    @Test
    void anUploadWhoseAnswerWasLostIsTheVideoWhereNobodyMayLook() throws Exception {
        open();
        losingTheAnswerToTheFirstUpload(1);

        assertThat(route.deliver(made()).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(uploads()).hasSize(2);
        assertThat(stored()).isEqualTo(video);
    }

    @Test
    void itIsThatInALaterAttemptToo() throws Exception {
        open();
        // All tries of one call.
        losingTheAnswerToTheFirstUpload(4);

        Story again = route.deliver(made());
        assertThat(again.state()).isEqualTo(StoryState.DELIVERING);
        int tries = uploads().size();
        losingTheAnswerToTheFirstUpload(0);

        assertThat(route.deliver(again).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(uploads()).hasSize(tries + 1);
        assertThat(stored()).isEqualTo(video);
    }

    @Test
    void aStrangersObjectWhereNobodyMayLookIsNotTakenForTheVideo() throws Exception {
        open();
        store.client().putObject(put -> put.bucket(bucket).key(KEY), RequestBody.fromString("a stranger's"));
        front.refusing(request -> !request.method().equals("PUT"), 403, "AccessDenied", "Access Denied");
        int[] puts = new int[1];
        front.refusing(request -> request.method().equals("PUT") && puts[0]++ == 0, 503, "SlowDown", "Slow down");

        assertThat(route.deliver(made()).state()).isEqualTo(StoryState.FAILED);
        assertThat(stored()).asString().isEqualTo("a stranger's");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSidecarThatSomebodyPutsThereAfterOurLookIsNotReplaced(boolean isHidden) throws Exception {
        open();
        if (isHidden) {
            front.refusing(request -> !request.method().equals("PUT"), 403, "AccessDenied", "Access Denied");
        }
        front.answering(request -> {
            if (request.method().equals("PUT") && request.target().endsWith(".mp4")) {
                store.client().putObject(put -> put.bucket(bucket).key(KEY.replace(".mp4", ".json")),
                        RequestBody.fromString("a stranger's"));
            }
            return false;
        }, 500, "");

        assertThat(route.deliver(made()).state()).isEqualTo(isHidden ? StoryState.DELIVERED : StoryState.FAILED);
        assertThat(store.client().getObjectAsBytes(get -> get.bucket(bucket).key(KEY.replace(".mp4", ".json")))
                .asUtf8String()).isEqualTo("a stranger's");
        assertThat(stored()).isEqualTo(video);
    }

    @Test
    void anotherUploadIsMadeWhereTheStoreHasLostThisOne() throws Exception {
        open();
        int[] taken = new int[1];
        front.answering(put -> put.method().equals("PUT") && put.target().endsWith(".mp4") && taken[0]++ == 0, 200, "");

        Story again = route.deliver(made());
        assertThat(again.error().message()).contains("no object");

        assertThat(route.deliver(again).state()).isEqualTo(StoryState.DELIVERED);
        assertThat(stored()).isEqualTo(video);
    }

    /** Takes the video and says 500; looks are refused. */
    private void losingTheAnswerToTheFirstUpload(int times) {
        int[] puts = new int[1];
        front.refusing(request -> !request.method().equals("PUT"), 403, "AccessDenied", "Access Denied");
        front.refusing(request -> {
            boolean isLost = request.method().equals("PUT") && request.target().endsWith(".mp4") && puts[0]++ < times;
            if (isLost) {
                store.client().putObject(put -> put.bucket(bucket).key(KEY), RequestBody.fromBytes(video));
            }
            return isLost;
        }, 500, "InternalError", "We encountered an internal error");
    }

    /** What an Object Lock configuration makes of uploads. */
    private void wantingAChecksum() {
        front.refusing(request -> request.method().equals("PUT") && !request.headers().containsKey("Content-MD5")
                && request.headers().keySet().stream().noneMatch(name -> name.startsWith("x-amz-checksum-")
                        || name.equals("x-amz-trailer")), 400, "InvalidRequest", "Content-MD5 OR x-amz-checksum- HTTP"
                                + " header is required for Put Object requests with Object Lock parameters");
    }

    private void assertThatItIsUploadedOnceEvenOverAKill() throws Exception {
        open();
        assertThat(route.deliver(made()).state()).isEqualTo(StoryState.DELIVERED);
        route.close();

        // Another ledger: as if a kill had come before the first one was told.
        open();
        Story delivered = route.deliver(made());

        assertThat(delivered.state()).as(() -> String.valueOf(delivered.error())).isEqualTo(StoryState.DELIVERED);
        assertThat(delivered.video().size()).isEqualTo(video.length);
        assertThat(uploads()).hasSize(1);
        assertThat(stored()).isEqualTo(video);
        assertThat(store.client().listObjectsV2(list -> list.bucket(bucket)).contents()).extracting(S3Object::key)
                .containsExactlyInAnyOrder(KEY, KEY.replace(".mp4", ".json"));
    }

    private void open() throws Exception {
        route = new DeliverRoute(TestSettings.with(settings));
    }

    private Story made() {
        return route.ledger.delivering("r.1", "s-1", "{}", host.url("/v.mp4"));
    }

    private List<Request> uploads() {
        return front.requests("PUT", ".mp4");
    }

    private byte[] stored() {
        return store.client().getObjectAsBytes(get -> get.bucket(bucket).key(KEY)).asByteArray();
    }
}
