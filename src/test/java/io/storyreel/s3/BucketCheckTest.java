package io.storyreel.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.storyreel.LoopbackHost;
import io.storyreel.fault.StoryFault;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(30)
class BucketCheckTest {

    @TempDir
    private Path dir;

    @Test
    void aBucketThatDoesNotExistStopsTheStartAndNamesTheProperty() throws Exception {
        try (LocalS3 store = LocalS3.start(dir)) {
            assertThatThrownBy(() -> check(TestSettings.with(TestSettings.leadingTo(store))))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining("storyreel.s3.bucket")
                    .hasMessageContaining("storyreel-videos").hasMessageNotContaining("\n");
        }
    }

    @Test
    void aMissingBucketIsCreatedWhereThatIsWishedAndAnExistingOneIsFine() throws Exception {
        try (LocalS3 store = LocalS3.start(dir)) {
            check(TestSettings.with(TestSettings.leadingTo(store), "storyreel.s3.create-bucket", "true"));

            assertThatCode(() -> check(TestSettings.with(TestSettings.leadingTo(store)))).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "500 Oops", "503 Slow Down", "301 Moved Permanently"})
    void aStoreThatDoesNotSayStopsNothing(String status) throws Exception {
        try (LoopbackHost store = new LoopbackHost((request, out) -> LoopbackHost.head(out, status,
                "Content-Length: 0"))) {
            check(at(store.url("")));

            assertThat(store.requests).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved Permanently", "400 Bad Request"})
    void aBucketOfAnotherRegionStopsTheStartAndBothRegionsAreNamed(String status) throws Exception {
        try (LoopbackHost store = new LoopbackHost((request, out) -> LoopbackHost.head(out, status,
                "x-amz-bucket-region: eu-central-1", "Content-Length: 0"))) {
            assertThatThrownBy(() -> check(at(store.url("")))).isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("storyreel.s3.region").hasMessageContaining("eu-central-1")
                    .hasMessageContaining("us-east-1").hasMessageContaining("storyreel-videos");
        }
    }

    @Test
    void anotherRegionInTheAnswerOfAStoreThatIsIllStopsNothing() throws Exception {
        try (LoopbackHost store = new LoopbackHost((request, out) -> LoopbackHost.head(out, "503 Slow Down",
                "x-amz-bucket-region: eu-central-1", "Content-Length: 0"))) {
            check(at(store.url("")));

            assertThat(store.requests).isNotEmpty();
        }
    }

    @Test
    void anotherRegionThatIsFoundOutDuringADeliveryIsAFaultOfThatStory() throws Exception {
        try (LoopbackHost store = new LoopbackHost((request, out) -> LoopbackHost.head(out, "301 Moved Permanently",
                "x-amz-bucket-region: eu-central-1", "Content-Length: 0"))) {
            StoryreelSettings settings = TestSettings.with(TestSettings.leadingTo(store.url("")),
                    "storyreel.s3.create-bucket", "true");
            try (S3Client s3 = new S3Clients().s3Client(settings)) {
                BucketCheck check = new BucketCheck(s3, settings);

                assertThatThrownBy(() -> check.createIfMissing("storyreel-videos"))
                        .isInstanceOfSatisfying(StoryFault.class, fault -> assertThat(fault.error().message())
                                .contains("storyreel.s3.region", "eu-central-1"));
            }
        }
    }

    @Test
    void aStoreThatTellsTheRegionOnlyInABodyIsAskedForOne() throws Exception {
        byte[] malformed = ("<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is"
                + " malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        try (LoopbackHost store = new LoopbackHost((request, out) -> {
            LoopbackHost.head(out, "400 Bad Request", "Content-Length: " + malformed.length);
            if (!request.method().equals("HEAD")) {
                out.write(malformed);
            }
        })) {
            assertThatThrownBy(() -> check(at(store.url("")))).isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("storyreel.s3.region").hasMessageContaining("eu-central-1");
        }
    }

    @Test
    void aStoreThatNamesOurOwnRegionStopsNothing() throws Exception {
        try (LoopbackHost store = new LoopbackHost((request, out) -> LoopbackHost.head(out, "403 Forbidden",
                "x-amz-bucket-region: us-east-1", "Content-Length: 0"))) {
            check(at(store.url("")));

            assertThat(store.requests).isNotEmpty();
        }
    }

    @Test
    void aStoreOutOfReachStopsNothing() throws IOException {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }
        check(at("http://127.0.0.1:" + nobody));
    }

    @Test
    @Timeout(10)
    void aStoreThatNeverAnswersStopsNothingForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            check(at("http://127.0.0.1:" + silent.getLocalPort()));
        }
    }

    @Test
    void onlyTheConfiguredBucketIsEverCreated() throws Exception {
        try (LocalS3 store = LocalS3.start(dir);
                S3Client s3 = new S3Clients().s3Client(TestSettings.with(TestSettings.leadingTo(store)))) {
            BucketCheck check = new BucketCheck(s3,
                    TestSettings.with(TestSettings.leadingTo(store), "storyreel.s3.create-bucket", "true"));

            check.createIfMissing("a-request-named-this");
            check.createIfMissing("storyreel-videos");

            assertThat(s3.listBuckets().buckets()).extracting("name").containsExactly("storyreel-videos");
        }
    }

    private static StoryreelSettings at(String endpoint) {
        return TestSettings.with(TestSettings.leadingTo(endpoint));
    }

    private static void check(StoryreelSettings settings) {
        try (S3Client s3 = new S3Clients().s3Client(settings)) {
            new BucketCheck(s3, settings).check();
        }
    }
}
