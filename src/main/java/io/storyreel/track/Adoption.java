package io.storyreel.track;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.HouseFaults;
import io.storyreel.handover.Places;
import io.storyreel.handover.Sweep;
import io.storyreel.ledger.Claims;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.ledger.StoryState;
import io.storyreel.ledger.Work;
import io.storyreel.service.ApiAnswer;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings uncertain stories home: the answer to their POST was lost, but their own webhook has been called, so the
 * batch id is known. It is believed only when a GET shows the idea we sent and no other request holds that story.
 */
@ApplicationScoped
@Named("adoption")
@Unremovable
public class Adoption {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.track");

    private static final String LATELY = " Lately: ";

    private final Claims claims;
    private final Sweep sweep;
    private final StoryLedger ledger;
    private final Backoff backoff;
    private final HouseFaults faults;
    private final StoryreelSettings settings;
    private final Clock clock;

    Adoption(Claims claims, Sweep sweep, StoryLedger ledger, Backoff backoff, HouseFaults faults,
            StoryreelSettings settings, Clock clock) {
        this.claims = claims;
        this.sweep = sweep;
        this.ledger = ledger;
        this.backoff = backoff;
        this.faults = faults;
        this.settings = settings;
        this.clock = clock;
    }

    /** Claims the uncertain stories whose webhook has been called. */
    public List<Story> due() {
        return sweep.due(Work.ADOPT, Places.ADOPT, places -> claims.due(StoryState.UNCERTAIN, places));
    }

    /** Whether the Story in the answer is what this request asked for. */
    public boolean isOurs(@ExchangeProperty("story") Story story, @ExchangeProperty("answer") ApiAnswer answer) {
        if (story.storyId() != null && !story.storyId().equals(story.callbackBatchId())) {
            return false;
        }
        String sent = story.requested("idea");
        return sent == null || sent.strip().equals(answer.story().path("idea").asText("").strip());
    }

    /** uncertain to generating; its deadline starts now. */
    public void adopt(@ExchangeProperty("story") Story story, @ExchangeProperty("answer") ApiAnswer answer) {
        Instant deadline = clock.instant().plus(settings.track().deadline());
        if (ledger.adopted(story, story.callbackBatchId(), answer.story(), deadline)) {
            LOG.info("{}: its webhook told of story {}, which shows our idea: adopted", story.requestId(),
                    story.callbackBatchId());
        } else {
            refuse(story);
        }
    }

    /** It is not ours, or another request holds it: stays uncertain until its webhook is called again. */
    public void refuse(@ExchangeProperty("story") Story story) {
        ledger.stillUncertain(story, withNews(story, "its webhook told of story " + story.callbackBatchId()
                + ", which is not the one that was sent"), null);
        if (faults.isNews(story.requestId() + ": not the one we sent")) {
            LOG.warn("{}: its webhook told of story {}, which is not the one we sent", story.requestId(),
                    story.callbackBatchId());
        }
    }

    /** Could not be asked now. */
    public void askAgain(@ExchangeProperty("story") Story story, @ExchangeProperty("answer") ApiAnswer answer,
            @ExchangeProperty("CamelExceptionCaught") Exception cause) {
        String why = answer != null ? "the service answered " + answer.status() : cause.getMessage();
        ledger.stillUncertain(story, withNews(story, "its webhook told of story " + story.callbackBatchId()
                + ", which could not be asked after: " + why), clock.instant().plus(backoff.after(story.attempts())));
        if (faults.isNews(story.requestId() + ": could not be asked after")) {
            LOG.info("{}: story {} could not be asked after, once more later", story.requestId(),
                    story.callbackBatchId());
        }
    }

    /** Something nobody has foreseen broke: tried as often as any call, then left until its webhook is called again. */
    public void broken(@ExchangeProperty("story") Story story,
            @ExchangeProperty("CamelExceptionCaught") Exception cause) {
        String what = "story " + story.callbackBatchId() + ", of which its webhook told, could not be adopted: "
                + HouseFaults.unforeseen(cause);
        Instant next = story.attempts() >= settings.api().maxRetries() ? null
                : clock.instant().plus(backoff.after(story.attempts()));
        ledger.stillUncertain(story, withNews(story, what), next);
        LOG.warn("{}: {}", story.requestId(), what);
    }

    /** Why it is uncertain stays its error; behind it stands what came of the last try to bring it home. */
    private static String withNews(Story story, String news) {
        String error = story.error() == null ? "" : story.error().message();
        int before = error.indexOf(LATELY);
        return (before < 0 ? error : error.substring(0, before)) + LATELY + news;
    }
}
