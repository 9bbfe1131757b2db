package io.storyreel.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;

import io.storyreel.sandbox.LocalS3;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(60)
class LargeUploadTest {

    private static final long PART = 5L << 20;

    private final byte[] video = Mp4.ofSize(11 << 20, 1);

    @TempDir
    private Path dir;

    private LocalS3 store;

    private S3Client s3;

    private Delivery delivery;

    @BeforeEach
    void start() throws Exception {
        store = LocalS3.start(dir.resolve("s3"));
        StoryreelSettings settings = TestSettings.with(TestSettings.leadingTo(store));
        s3 = new S3Clients().s3Client(settings);
        s3.createBucket(b -> b.bucket("storyreel-videos"));
        Path file = Files.write(dir.resolve("v.mp4"), video);
        delivery = new Delivery(Stories.of("r", "s", "{}", null), new Destination("storyreel-videos", "v/a.mp4"),
                new SpooledVideo(file, video.length, "abc"), null);
    }

    @AfterEach
    void stop() throws Exception {
        s3.close();
        store.close();
    }

    @Test
    void thePartsBecomeOneObjectWithTypeAndMetadata() {
        new LargeUpload(s3, PART).upload(delivery);

        var object = s3.getObjectAsBytes(get -> get.bucket("storyreel-videos").key("v/a.mp4"));
        assertThat(object.asByteArray()).isEqualTo(video);
        assertThat(object.response().contentType()).isEqualTo("video/mp4");
        assertThat(object.response().metadata()).containsEntry("request-id", "r").containsEntry("story-id", "s")
                .containsEntry("sha256", "abc");
    }

    @Test
    void whatAKilledProcessLeftUnderWayIsGivenUpAndNothingElse() {
        s3.createMultipartUpload(create -> create.bucket("storyreel-videos").key("v/a.mp4"));
        s3.createMultipartUpload(create -> create.bucket("storyreel-videos").key("v/a.mp4.of-another"));

        new LargeUpload(s3, PART).upload(delivery);

        assertThat(s3.listMultipartUploads(list -> list.bucket("storyreel-videos")).uploads())
                .extracting("key").containsExactly("v/a.mp4.of-another");
    }

    @Test
    void aBrokenUploadLeavesNeitherObjectNorParts() throws Exception {
        Files.write(delivery.video().file(), new byte[6 << 20]);

        assertThatThrownBy(() -> new LargeUpload(s3, PART).upload(delivery)).isInstanceOf(RuntimeException.class);

        assertThat(s3.listObjectsV2(list -> list.bucket("storyreel-videos")).contents()).isEmpty();
        assertThat(s3.listMultipartUploads(list -> list.bucket("storyreel-videos")).uploads()).isEmpty();
    }
}
