package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.JOINED;

import java.time.Clock;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.StagePermits;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.service.ServiceStory;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * What follows from a join that is whole. The ledger's guarded UPDATE decides, so a join that comes twice acts once.
 */
@ApplicationScoped
@Named("joinCompletion")
@Unremovable
public class JoinCompletion {

    private static final StoryLog LOG = StoryLog.of("storyreel.track");

    private final TrackingLedger ledger;
    private final StagePermits permits;
    private final Backoff backoff;
    private final Clock clock;

    JoinCompletion(TrackingLedger ledger, StagePermits permits, Backoff backoff, Clock clock) {
        this.ledger = ledger;
        this.permits = permits;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * generating to delivering.
     *
     * @return the story, claimed and with a permit among the deliveries; null where it waits for one in the ledger, or
     *         somebody else has moved it on
     */
    public Story made(@Body JoinEvent joined) {
        ObjectNode service = joined.service();
        String requestId = joined.requestId();
        ServiceStory said = new ServiceStory(service);
        if (joined.story() != null && permits.take(StagePermits.DELIVER)) {
            Optional<Story> kept = keptDelivering(joined.story(), service, said);
            kept.ifPresent(ours -> LOG.info(LogEvent.STORY_MADE, subject(joined), "the video is made, delivering"));
            return kept.orElse(null);
        }
        if (ledger.delivering(requestId, joined.batchId(), said.videoUrl(), service,
                said.credits())) {
            LOG.info(LogEvent.STORY_MADE, subject(joined),
                    "the video is made, delivering");
        }
        return null;
    }

    /** generating to failed, with the service's own words. */
    public void failed(@Body JoinEvent joined) {
        ObjectNode service = joined.service();
        String requestId = joined.requestId();
        String words = new ServiceStory(service).message();
        StoryError error = StoryError.of(ErrorCode.GENERATION_FAILED, Stage.TRACK, words.isBlank()
                ? "the service could not make the video and did not say why" : words);
        if (ledger.generationFailed(requestId, joined.batchId(), service,
                new ServiceStory(service).credits(), error)) {
            LOG.warn(LogEvent.STORY_FAILED, subject(joined),
                    "the service failed to make it: {}", error.message());
        }
    }

    private static Subject subject(JoinEvent joined) {
        return Subject.of(joined.requestId(), joined.batchId());
    }

    private Optional<Story> keptDelivering(Story story, ObjectNode service, ServiceStory said) {
        Optional<Story> kept = Optional.empty();
        try {
            kept = ledger.keptDelivering(story, said.videoUrl(), service, said.credits());
            return kept;
        } finally {
            if (kept.isEmpty()) {
                permits.giveBack(StagePermits.DELIVER, 1);
            }
        }
    }

    /**
     * Something nobody has foreseen broke: the story is asked after again, which makes the same events again, until its
     * deadline.
     */
    public void broken(@ExchangeProperty(JOINED) JoinEvent joined,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        String requestId = joined.requestId();
        StoryError error = StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.TRACK,
                "Storyreel itself could not go on: " + UnhandledFaults.unforeseen(cause));
        ledger.joinAgain(requestId, joined.batchId(), error,
                clock.instant().plus(backoff.longest()));
        LOG.warn(LogEvent.LOOK_AGAIN, subject(joined),
                "{}; asked after again", error.message());
    }
}
