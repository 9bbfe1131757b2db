package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class LocalS3Test {

    @TempDir
    Path folder;

    @Test
    void anObjectKeepsItsTypeAndMetadata() {
        try (LocalS3 s3 = LocalS3.start(folder)) {
            s3.createBucket("videos");
            s3.client().putObject(r -> r.bucket("videos").key("2026/a.mp4").contentType("video/mp4")
                    .metadata(Map.of("request-id", "a")), RequestBody.fromString("film"));

            HeadObjectResponse head = s3.client().headObject(r -> r.bucket("videos").key("2026/a.mp4"));

            assertThat(head.contentType()).isEqualTo("video/mp4");
            assertThat(head.contentLength()).isEqualTo(4);
            assertThat(head.metadata()).containsEntry("request-id", "a");
        }
    }

    @Test
    void objectsOutliveTheServer() {
        try (LocalS3 s3 = LocalS3.start(folder)) {
            s3.createBucket("videos");
            s3.client().putObject(r -> r.bucket("videos").key("a.mp4"), RequestBody.fromString("film"));
        }
        try (LocalS3 again = LocalS3.start(folder)) {
            again.createBucket("videos");

            assertThat(again.client().getObjectAsBytes(r -> r.bucket("videos").key("a.mp4")).asUtf8String())
                    .isEqualTo("film");
        }
    }
}
