package io.storyreel.page;

import static io.storyreel.exchange.PropertyNames.CONTENT_RANGE;
import static io.storyreel.exchange.PropertyNames.HTTP_STATUS;
import static io.storyreel.exchange.PropertyNames.RANGE;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;

import java.util.Optional;
import java.util.concurrent.Semaphore;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Hands out a delivered video a part at a time, for browsers that can't reach the store; the whole is for
 * {@link WholeVideo}.
 */
@ApplicationScoped
@Named("videoService")
@Unremovable
public class VideoService {

    private static final StoryLog LOG = StoryLog.of("storyreel.status");

    /** Parts that are held at once. */
    private static final int PERMITS = 8;

    private final Semaphore permits = new Semaphore(PERMITS);

    private final StoryQueries queries;
    private final S3Client store;

    VideoService(StoryQueries queries, @Named("s3Client") S3Client store) {
        this.queries = queries;
        this.store = store;
    }

    /**
     * A part of the story's video. Sets {@code httpStatus} to 206, 404 without a video, 416 behind its end, 502 where
     * the store does not give it or 503 where too many ask at once, and for 206 and 416 {@code contentRange}.
     */
    public byte[] part(@ExchangeProperty(REQUEST_ID) String requestId, @ExchangeProperty(RANGE) String range,
            Exchange exchange) {
        Optional<StoredVideo> video = queries.story(requestId).map(Story::video);
        if (video.isEmpty()) {
            return answered(404, null, null, exchange);
        }
        VideoPart part = VideoPart.of(range, video.get().size());
        if (part == null) {
            return answered(416, "bytes */" + video.get().size(), null, exchange);
        }
        if (!permits.tryAcquire()) {
            return answered(503, null, null, exchange);
        }
        try {
            return answered(206, part.contentRange(), read(video.get(), part.from(), part.to()), exchange);
        } catch (SdkException e) {
            LOG.warn(LogEvent.VIDEO_MISSING, Subject.of(requestId),
                    "the store does not give its video to be played: {}", e.getMessage());
            return answered(502, null, null, exchange);
        } finally {
            permits.release();
        }
    }

    /** From one byte to another, both of them too. */
    byte[] read(StoredVideo video, long from, long to) {
        return store.getObjectAsBytes(get -> get.bucket(video.bucket()).key(video.key())
                .range("bytes=" + from + "-" + to)).asByteArray();
    }

    private static byte[] answered(int status, String contentRange, byte[] part, Exchange exchange) {
        exchange.setProperty(HTTP_STATUS, status);
        exchange.setProperty(CONTENT_RANGE, contentRange);
        return part == null ? new byte[0] : part;
    }
}
