package io.storyreel.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.LoopbackHost;
import io.storyreel.StoreFront;
import io.storyreel.deliver.StoreClient;
import io.storyreel.intake.Intake;
import io.storyreel.request.ImageReading;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestDigest;
import io.storyreel.request.RequestItem;
import io.storyreel.request.StrictJson;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.settings.TestSettings;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Images out of a real store, and out of stores that break in ways a real one does only now and then. */
@Timeout(60)
class BucketImagesTest {

    private static final String ERROR = "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>m</Message></Error>";

    private static LocalS3 store;

    private static S3Client s3;

    private static BucketImages images;

    @BeforeAll
    static void start(@TempDir Path objects) {
        store = LocalS3.start(objects);
        store.createBucket("images");
        s3 = StoreClient.to(TestSettings.leadingTo(store));
        images = new BucketImages(s3);
    }

    @AfterAll
    static void stop() {
        s3.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.png", "a b/ü+%20.png", "deep/er/b.jpg", "q?x=1&y#z"})
    void anObjectIsReadByItsNameAsItIs(String key) throws Exception {
        put(key, "bytes of " + key);

        assertThat(images.open("s3://images/" + key).bytes()).hasContent("bytes of " + key);
        BucketImage seen = images.look("s3://images/" + key);
        assertThat(seen.name()).isEqualTo(new ObjectName("images", key));
        assertThat(seen.size()).isEqualTo(("bytes of " + key).getBytes(StandardCharsets.UTF_8).length);
        assertThat(images.open(seen).bytes()).hasContent("bytes of " + key);
    }

    @Test
    void anEmptyObjectHasNoBytes() throws Exception {
        put("empty.png", "");

        assertThat(images.open("s3://images/empty.png").bytes()).isEmpty();
        assertThat(images.open(images.look("s3://images/empty.png")).bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a/b/c.png | c.png", "c.png | c.png", "a/b/ | b", "a// / | a", "/ | image"})
    void aFileIsNamedAfterTheLastPartOfTheKey(String key, String fileName) {
        assertThat(new ObjectName("images", key).fileName()).isEqualTo(fileName);
    }

    @Test
    void aMissingObjectIsTheRequestsFault() {
        assertUnusable(() -> images.open("s3://images/missing.png"), "\"s3://images/missing.png\" there is no such"
                + " object in the store: put images there before the request, and leave them there");
        assertUnusable(() -> images.look("s3://images/missing.png"), "\"s3://images/missing.png\" there is no such"
                + " object in the store: put images there before the request, and leave them there");
    }

    @Test
    void aMissingBucketIsTheRequestsFault() {
        assertUnusable(() -> images.open("s3://no-such-bucket/a.png"),
                "\"s3://no-such-bucket/a.png\" there is no such bucket: correct the name");
        assertThatThrownBy(() -> images.look("s3://no-such-bucket/a.png")).isInstanceOf(UnusableImage.class);
    }

    @Test
    void anObjectThatMayNotBeReadIsTheRequestsFault() throws Exception {
        from(answering("403 Forbidden", "AccessDenied"), refusing -> {
            assertThatThrownBy(() -> refusing.open("s3://images/a.png")).isInstanceOf(UnusableImage.class)
                    .hasMessageContaining("\"s3://images/a.png\" may not be read (the store answered AccessDenied 403:"
                    + " m)")
                    .hasMessageContaining("s3:GetObject");
            assertThatThrownBy(() -> refusing.look("s3://images/a.png")).isInstanceOf(UnusableImage.class)
                    .hasMessageContaining("(the store answered AccessDenied 403: m)");
        });
    }

    @Test
    void aBucketOfAnotherRegionIsTheRequestsFault() throws Exception {
        from(answering("301 Moved Permanently", "PermanentRedirect"), elsewhere -> assertThatThrownBy(
                () -> elsewhere.open("s3://images/a.png")).isInstanceOf(UnusableImage.class)
                .hasMessageContaining("storyreel.s3.region"));
    }

    @ParameterizedTest
    @CsvSource({"500 Oops, InternalError", "503 Slow Down, SlowDown", "403 Forbidden, InvalidAccessKeyId",
        "403 Forbidden, SignatureDoesNotMatch", "400 Bad Request, ExpiredToken", "429 Too Many, TooManyRequests",
        "400 Bad Request, RequestTimeout", "400 Bad Request, KMS.ThrottlingException", "401 Unauthorized, Unauthorized",
        "408 Request Timeout, Slow"})
    void aStoreInTroubleOrAtOddsWithOurCredentialsIsNotTheRequestsFault(String status, String code) throws Exception {
        from(answering(status, code), troubled -> assertThatThrownBy(() -> troubled.open("s3://images/a.png"))
                .isInstanceOf(IOException.class).hasMessageStartingWith("s3://images/a.png could not be read just now:"
                        + " the store answered " + code + " " + status.substring(0, 3) + ": m"));
    }

    @ParameterizedTest
    @CsvSource({"400 Bad Request, InvalidRequest", "400 Bad Request, KMS.DisabledException",
        "405 Method Not Allowed, MethodNotAllowed", "409 Conflict, Conflict", "410 Gone, Gone"})
    void anObjectThatNoRepetitionMakesReadableIsTheRequestsFault(String status, String code) throws Exception {
        from(answering(status, code), refusing -> {
            for (ThrowingCallable question : new ThrowingCallable[] {() -> refusing.open("s3://images/a.png"),
                () -> refusing.look("s3://images/a.png"), () -> refusing.sizeOf("s3://images/a.png")}) {
                assertUnusable(question, "\"s3://images/a.png\" cannot be read as it is (the store answered " + code
                        + " "
                        + status.substring(0, 3) + ": m): put an image there that Storyreel's credentials can read");
            }
        });
    }

    @Test
    void theSizeOfAnObjectIsToldWithoutItsBytesByAStoreWithoutHeadToo() throws Exception {
        put("sized.png", "12345");
        try (StoreFront front = new StoreFront(store);
                S3Client client = StoreClient.to(TestSettings.leadingTo(store, front.endpoint()))) {
            front.refusing(request -> request.method().equals("HEAD"), 403, "AccessDenied", "Access Denied");

            assertThat(new BucketImages(client).sizeOf("s3://images/sized.png")).isEqualTo(5);
        }
        assertThat(images.sizeOf("s3://images/sized.png")).isEqualTo(5);
    }

    @Test
    void aStoreOutOfReachIsNotTheRequestsFault() throws Exception {
        try (S3Client away = StoreClient.to(TestSettings.leadingTo("http://127.0.0.1:" + nobody()))) {
            BucketImages unreachable = new BucketImages(away);

            for (ThrowingCallable question : new ThrowingCallable[] {() -> unreachable.open("s3://images/a.png"),
                () -> unreachable.look("s3://images/a.png")}) {
                assertThatThrownBy(question).isInstanceOf(IOException.class)
                        .hasMessageStartingWith("s3://images/a.png could not be read just now: ")
                        .hasMessageNotContaining("\n");
            }
        }
    }

    @Test
    void anObjectThatBreaksOffIsNeverTakenForAWholeOne() throws Exception {
        from(LoopbackHost.cutting(new byte[1000], 400, "ETag: \"v1\"", "Content-Length: 1000"), cut -> {
            for (ThrowingCallable reading : new ThrowingCallable[] {
                () -> cut.open("s3://images/a.png").bytes().readAllBytes(),
                () -> cut.open(new BucketImage(ObjectName.of("s3://images/a.png"), 1000, "\"v1\"")).bytes()
                .readAllBytes()}) {
                assertThatThrownBy(reading).isInstanceOf(IOException.class)
                        .hasMessageStartingWith("s3://images/a.png broke off after 400 of 1000 bytes: ");
            }
        });
    }

    @Test
    void anObjectThatWasReplacedIsNotTheOneThatWasLookedAt() throws Exception {
        put("replaced.png", "before");
        BucketImage seen = images.look("s3://images/replaced.png");
        put("replaced.png", "after!");

        assertThatThrownBy(() -> images.open(seen)).isInstanceOf(IOException.class)
                .hasMessage("s3://images/replaced.png was replaced after it was looked at");
    }

    @ParameterizedTest
    @CsvSource({"\"v2\",6", "\"v1\",7"})
    void aStoreThatKnowsNoIfMatchPassesNoOtherVersionOff(String etag, int size) throws Exception {
        from(LoopbackHost.serving(new byte[size], etag), ignorant -> assertThatThrownBy(
                () -> ignorant.open(new BucketImage(ObjectName.of("s3://images/a.png"), 6, "\"v1\"")))
                .isInstanceOf(IOException.class).hasMessageContaining("was replaced"));
    }

    @Test
    void aStoreThatAnswersNoHeadIsAskedForAByte() throws Exception {
        put("headless.png", "12345");
        try (StoreFront front = new StoreFront(store);
                S3Client client = StoreClient.to(TestSettings.leadingTo(store, front.endpoint()))) {
            front.refusing(request -> request.method().equals("HEAD"), 403, "AccessDenied", "Access Denied");
            BucketImages headless = new BucketImages(client);

            BucketImage seen = headless.look("s3://images/headless.png");

            assertThat(seen.size()).isEqualTo(5);
            assertThat(headless.open(seen).bytes()).hasContent("12345");
            assertUnusable(() -> headless.look("s3://images/missing.png"),
                    "\"s3://images/missing.png\" there is no such"
                    + " object in the store: put images there before the request, and leave them there");
        }
    }

    @Test
    void aHeadWithoutAContentLengthIsNoFault() throws Exception {
        put("lengthless.png", "12345");
        try (StoreFront front = new StoreFront(store).dropping(request -> request.method().equals("HEAD"),
                "content-length"); S3Client client = StoreClient.to(TestSettings.leadingTo(store, front.endpoint()))) {
            assertThat(new BucketImages(client).look("s3://images/lengthless.png").size()).isEqualTo(5);
        }
    }

    @Test
    void aStoreThatTellsNoVersionCannotBeSentFrom() throws Exception {
        from((request, out) -> LoopbackHost.head(out, "200 OK", "Content-Length: 6"), vague -> assertThatThrownBy(
                () -> vague.look("s3://images/a.png")).isInstanceOf(UnusableImage.class)
                .hasMessage("\"s3://images/a.png\" cannot be sent: the store does not tell its size and ETag"));
    }

    @Test
    void anObjectThatIsClosedEarlyIsNotReadToItsEnd() throws Exception {
        AtomicLong left = new AtomicLong(1L << 30);
        AtomicReference<IOException> hungUp = new AtomicReference<>();
        from((request, out) -> {
            LoopbackHost.head(out, "200 OK", "ETag: \"v1\"", "Content-Length: " + left);
            pour(out, left, hungUp);
        }, large -> {
            try (InputStream image = large.open("s3://images/a.png").bytes()) {
                assertThat(image.read()).isZero();
            }
            await().until(() -> hungUp.get() != null);
        });
        assertThat(left.get()).isGreaterThan(900L << 20);
    }

    @Test
    void theDigestOfARequestDependsOnTheBytesInTheStoreAndNamesEachMissingOne() throws Exception {
        RequestItem item = item("{\"image_files\":[\"s3://images/d1.png\",\"s3://images/d2.png\"]}");
        assertThatThrownBy(() -> digest(item)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/image_files/0").hasMessageContaining("/image_files/1");
        put("d1.png", "one");
        put("d2.png", "two");

        RequestDigest first = digest(item);

        assertThat(digest(item)).isEqualTo(first);
        put("d2.png", "TWO");
        assertThat(digest(item)).isNotEqualTo(first);
    }

    private static void pour(OutputStream out, AtomicLong left, AtomicReference<IOException> hungUp) {
        byte[] some = new byte[1 << 20];
        try {
            while (left.get() > 0) {
                out.write(some);
                left.addAndGet(-some.length);
            }
        } catch (IOException e) {
            hungUp.set(e);
        }
    }

    private static void assertUnusable(ThrowingCallable question, String words) {
        assertThatThrownBy(question).isInstanceOf(UnusableImage.class).hasMessage(words);
    }

    private static void put(String key, String content) {
        s3.putObject(put -> put.bucket("images").key(key), RequestBody.fromString(content));
    }

    private RequestDigest digest(RequestItem item) throws Exception {
        return RequestDigest.of(item, new ImageReading(images, Intake.LIMITS), Optional.empty());
    }

    private static RequestItem item(String document) throws Exception {
        return new RequestItem("", (ObjectNode) new StrictJson().read(document.getBytes(StandardCharsets.UTF_8)));
    }

    private static int nobody() throws IOException {
        try (ServerSocket gone = new ServerSocket(0)) {
            return gone.getLocalPort();
        }
    }

    private static LoopbackHost.Answer answering(String status, String code) {
        byte[] error = String.format(ERROR, code).getBytes(StandardCharsets.UTF_8);
        return (request, out) -> {
            LoopbackHost.head(out, status, "Content-Type: application/xml", "Content-Length: " + error.length);
            if (!request.method().equals("HEAD")) {
                out.write(error);
            }
        };
    }

    /** What a test does with images out of a store that answers like that. */
    private interface Use {
        void of(BucketImages images) throws Exception;
    }

    private static void from(LoopbackHost.Answer answer, Use use) throws Exception {
        try (LoopbackHost host = new LoopbackHost(answer);
                S3Client client = StoreClient.to(TestSettings.leadingTo(host.url("")))) {
            use.of(new BucketImages(client));
        }
    }
}
