package io.storyreel.deliver;

import static io.storyreel.exchange.PropertyNames.DELIVERY;
import static io.storyreel.exchange.PropertyNames.STORY;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.arc.Unremovable;
import io.storyreel.download.VideoDownload;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.StoryFault;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Sweep;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.DeliveryLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.database.Durability;
import io.storyreel.s3.StorageFaults;
import io.storyreel.s3.StoreFailure;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import software.amazon.awssdk.core.exception.SdkException;

/** Which videos are delivered next, and what becomes of a story then. */
@ApplicationScoped
@Named("deliverOutcome")
@Unremovable
public class DeliverOutcome {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    private final DueStories dueStories;
    private final Sweep sweep;
    private final StagePermits permits;
    private final DeliveryLedger ledger;
    private final VideoDownload download;
    private final Durability durability;
    private final Backoff backoff;
    private final Clock clock;

    DeliverOutcome(DueStories dueStories, Sweep sweep, StagePermits permits, DeliveryLedger ledger,
            VideoDownload download, Durability durability, Backoff backoff, Clock clock) {
        this.dueStories = dueStories;
        this.sweep = sweep;
        this.permits = permits;
        this.ledger = ledger;
        this.download = download;
        this.durability = durability;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** Claims the stories whose video is to be delivered. */
    public List<Story> due() {
        return sweep.due(WorkKind.DELIVER, StagePermits.DELIVER,
                permits -> dueStories.due(StoryState.DELIVERING, permits));
    }

    /**
     * Whole and verified in the bucket.
     *
     * @return the story, claimed and with a permit among the reports; null where it waits for one in the ledger, or
     *         somebody else has moved it on
     */
    public Story delivered(@ExchangeProperty(DELIVERY) Delivery delivery) {
        Optional<Story> kept = permits.take(StagePermits.REPORT) ? keptDelivered(delivery) : Optional.empty();
        if (kept.isPresent() || ledger.delivered(delivery.story(), delivery.stored())) {
            StoredVideo stored = delivery.stored();
            LOG.info(LogEvent.STORY_DELIVERED, delivery.story(), "delivered, {} bytes at {}", stored.size(),
                    stored.uri());
        }
        // Only when the ledger cannot forget it: till then the spool is what a restart goes on from.
        durability.await();
        download.discard(delivery.story().requestId());
        return kept.orElse(null);
    }

    private Optional<Story> keptDelivered(Delivery delivery) {
        Optional<Story> kept = Optional.empty();
        try {
            kept = ledger.keptDelivered(delivery.story(), delivery.stored());
            return kept;
        } finally {
            if (kept.isEmpty()) {
                permits.giveBack(StagePermits.REPORT, 1);
            }
        }
    }

    /** A step failed: a final refusal ends the story, anything else is tried again until the deadline. */
    public void broken(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        StoryFault fault = StoryFault.behind(caught);
        StoryError error = fault.error();
        if (fault.isLasting()) {
            ledger.failed(story, error);
            download.discard(story.requestId());
            LOG.warn(LogEvent.STORY_FAILED, story, "failed at deliver, {}: {}", error.code(), error.message());
            return;
        }
        if (story.error() != null && isOver(story)) {
            // An attempt that the deadline ended tells less than the cause that stood when it passed.
            error = story.error();
        }
        Duration wait = backoff.after(story.attempts(), fault.retryAfter());
        ledger.deliverAgain(story, error, clock.instant().plus(wait));
        LOG.info(LogEvent.DELIVERY_AGAIN, story, "not delivered yet, {}: {}; again in {}", error.code(),
                error.message(), ReadableValues.of(wait));
    }

    private boolean isOver(Story story) {
        return story.deadlineAt() != null && clock.instant().isAfter(story.deadlineAt());
    }

    /** The S3 component throws the SDK's exceptions; the story's user reads our words. */
    public void storeFailed(@ExchangeProperty(STORY) Story story, @ExchangeProperty(DELIVERY) Delivery delivery,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        SdkException failure = StoreFailure.behind(caught);
        broken(story, StorageFaults.of(failure, delivery.to()));
    }

    /** What nobody has foreseen is an attempt like any other: it waits its time, and the story shows it. */
    public void unforeseen(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        if (story.attempts() == 0) {
            LOG.warn(LogEvent.FAULT_UNKNOWN, story, "a fault that Storyreel does not know; please report it", caught);
        }
        broken(story, DeliveryFaults.unforeseen(caught));
    }
}
