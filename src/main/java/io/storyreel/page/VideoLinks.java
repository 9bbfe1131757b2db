package io.storyreel.page;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.settings.AwsAccess;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Addresses by which a browser may fetch a video from the store itself, for a while. */
@ApplicationScoped
public class VideoLinks {

    /** How long one is good for. */
    static final Duration VALID = Duration.ofMinutes(15);

    private static final StoryLog LOG = StoryLog.of("storyreel.status");

    private final StoryreelSettings.S3 settings;

    private S3Presigner presigner;

    VideoLinks(StoryreelSettings settings) {
        this.settings = settings.s3();
    }

    /** Where the story's video can be had for {@link #VALID}; empty where there is none, or no key to sign with. */
    Optional<URI> of(Story story) {
        StoredVideo video = story.video();
        return video == null ? Optional.empty() : signed(video.bucket(), video.key());
    }

    /** The store that the story's video is fetched from, or will be: only scheme and authority of it count. */
    Optional<URI> placeOf(Story story) {
        String bucket = story.video() != null ? story.video().bucket()
                : story.request().path("output").path("bucket").asText(settings.bucket());
        return signed(bucket, "video.mp4");
    }

    private Optional<URI> signed(String bucket, String key) {
        try {
            return Optional.of(presigner().presignGetObject(signing -> signing.signatureDuration(VALID)
                    .getObjectRequest(get -> get.bucket(bucket).key(key))).url().toURI());
        } catch (SdkException | URISyntaxException | IllegalArgumentException unsigned) {
            LOG.debug(LogEvent.VIDEO_UNSIGNED, "a video's address can't be signed, it goes through Storyreel: {}",
                    unsigned.getMessage());
            return Optional.empty();
        }
    }

    /** Made when it is first needed: without keys in the settings the AWS default chain is asked, which takes time. */
    private synchronized S3Presigner presigner() {
        if (presigner == null) {
            presigner = S3Presigner.builder().region(Region.of(settings.region()))
                    .endpointOverride(settings.endpoint().orElse(null)).credentialsProvider(AwsAccess.of(settings))
                    .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(settings.pathStyle())
                            .build()).build();
        }
        return presigner;
    }

    @PreDestroy
    synchronized void close() {
        if (presigner != null) {
            presigner.close();
        }
    }
}
