package io.storyreel.deliver;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.StoryFault;
import io.storyreel.fault.Words;
import io.storyreel.ledger.Claims;
import io.storyreel.ledger.StoredVideo;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.ledger.StoryState;
import io.storyreel.settings.QueueRoom;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/** Which videos are delivered next, and what becomes of a story then. */
@ApplicationScoped
@Named("deliverOutcome")
@Unremovable
public class DeliverOutcome {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.deliver");

    private final Claims claims;
    private final QueueRoom room;
    private final StoryLedger ledger;
    private final VideoDownload download;
    private final Backoff backoff;
    private final Clock clock;

    DeliverOutcome(Claims claims, QueueRoom room, StoryLedger ledger, VideoDownload download, Backoff backoff,
            Clock clock) {
        this.claims = claims;
        this.room = room;
        this.ledger = ledger;
        this.download = download;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** Claims the stories whose video is to be delivered. */
    public List<Story> due() {
        return claims.due(StoryState.DELIVERING, room.in("deliver-video"));
    }

    /** Whole and verified in the bucket. */
    public void delivered(@ExchangeProperty("delivery") Delivery delivery) {
        StoredVideo stored = delivery.stored();
        if (ledger.delivered(delivery.story(), stored)) {
            LOG.info("{}: delivered, {} bytes at {}", delivery.story().requestId(), stored.size(), stored.uri());
        }
        // Only now: until the ledger knows, the spool file is what a restart goes on from.
        download.discard(delivery.story().requestId());
    }

    /** A step failed: a verdict ends the story, anything else is tried again until the deadline. */
    public void broken(@ExchangeProperty("story") Story story,
            @ExchangeProperty("CamelExceptionCaught") Exception caught) {
        StoryFault fault = StoryFault.behind(caught);
        StoryError error = fault.error();
        if (fault.isLasting()) {
            ledger.failed(story, StoryState.DELIVERING, error);
            download.discard(story.requestId());
            LOG.warn("{}: failed at deliver, {}: {}", story.requestId(), error.code(), error.message());
            return;
        }
        if (story.error() != null && isOver(story)) {
            // An attempt that the deadline ended tells less than the cause that stood when it passed.
            error = story.error();
        }
        Duration wait = backoff.after(story.attempts(), fault.retryAfter());
        ledger.deliverAgain(story, error, clock.instant().plus(wait));
        LOG.info("{}: not delivered yet, {}: {}; again in {}", story.requestId(), error.code(), error.message(),
                Words.of(wait));
    }

    private boolean isOver(Story story) {
        return story.deadlineAt() != null && clock.instant().isAfter(story.deadlineAt());
    }

    /** The S3 component throws the SDK's exceptions; the story's user reads our words. */
    public void storeFailed(@ExchangeProperty("story") Story story, @ExchangeProperty("delivery") Delivery delivery,
            @ExchangeProperty("CamelExceptionCaught") Exception caught) {
        SdkException failure = StoreTrouble.behind(caught);
        broken(story, StorageFaults.of(failure, delivery.to()));
    }

    /** What nobody has foreseen is an attempt like any other: it waits its time, and the story shows it. */
    public void unforeseen(@ExchangeProperty("story") Story story,
            @ExchangeProperty("CamelExceptionCaught") Exception caught) {
        if (story.attempts() == 0) {
            LOG.warn("{}: a fault that Storyreel does not know; please report it", story.requestId(), caught);
        }
        broken(story, DeliverFaults.unforeseen(caught));
    }
}
