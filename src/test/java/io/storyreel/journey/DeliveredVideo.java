package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.StoryFilm;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The object a result points to, and the one beside it. */
record DeliveredVideo(S3Client store, JsonNode result) {

    /** Fails unless the object has exactly the bytes of the service's video, and all that is said of it is true. */
    void isWhole(StoryApiSimulator service) {
        String storyId = result.path("story_id").asText();
        StoryFilm film = service.film(storyId);
        String sha256 = film.sha256();
        HeadObjectResponse head = store.headObject(request -> request.bucket(bucket()).key(key()));
        assertThat(sha256OfObject()).isEqualTo(sha256);
        assertThat(head.contentLength()).isEqualTo(film.length());
        assertThat(head.contentType()).isEqualTo("video/mp4");
        assertThat(head.metadata()).containsEntry("request-id", result.path("request_id").asText())
                .containsEntry("story-id", storyId).containsEntry("sha256", sha256);

        JsonNode video = result.path("video");
        assertThat(video.path("sha256").asText()).isEqualTo(sha256);
        assertThat(video.path("size").asLong()).isEqualTo(film.length());
        assertThat(video.path("uri").asText()).isEqualTo("s3://" + bucket() + "/" + key());
        assertThat(video.path("etag").asText()).isEqualTo(head.eTag().replace("\"", ""));
        assertThat(sidecar().path("id").asText()).isEqualTo(storyId);
        assertThat(sidecar().path("video_url").asText()).isNotEmpty();
    }

    String bucket() {
        return result.path("video").path("bucket").asText();
    }

    String key() {
        return result.path("video").path("key").asText();
    }

    /** The final Story object beside the video. */
    JsonNode sidecar() {
        try {
            return new ObjectMapper().readTree(store.getObjectAsBytes(request -> request.bucket(bucket())
                    .key(key().replaceAll("\\.mp4$", ".json"))).asByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String sha256OfObject() {
        try (InputStream object = store.getObject(request -> request.bucket(bucket()).key(key()))) {
            DigestInputStream digested = new DigestInputStream(object, MessageDigest.getInstance("SHA-256"));
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
