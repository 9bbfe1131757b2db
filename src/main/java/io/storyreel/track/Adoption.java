package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.STORY;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Sweep;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.AdoptionLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.service.ApiAnswer;
import io.storyreel.service.SentIdea;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Brings uncertain stories home: the answer to their POST was lost, but their own webhook has been called, so the
 * batch id is known. It is believed only when a GET shows the idea we sent and no other request holds that story.
 */
@ApplicationScoped
@Named("adoption")
@Unremovable
public class Adoption {

    private static final StoryLog LOG = StoryLog.of("storyreel.track");

    private static final String LATELY = " Lately: ";

    private final DueStories dueStories;
    private final Sweep sweep;
    private final AdoptionLedger ledger;
    private final Backoff backoff;
    private final UnhandledFaults faults;
    private final StoryreelSettings settings;
    private final Clock clock;

    Adoption(DueStories dueStories, Sweep sweep, AdoptionLedger ledger, Backoff backoff, UnhandledFaults faults,
            StoryreelSettings settings, Clock clock) {
        this.dueStories = dueStories;
        this.sweep = sweep;
        this.ledger = ledger;
        this.backoff = backoff;
        this.faults = faults;
        this.settings = settings;
        this.clock = clock;
    }

    /** Claims the uncertain stories whose webhook has been called. */
    public List<Story> due() {
        return sweep.due(WorkKind.ADOPT, StagePermits.ADOPT, permits -> dueStories.due(StoryState.UNCERTAIN, permits));
    }

    /** Whether the Story in the answer is what this request asked for. */
    public boolean isOurs(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer) {
        if (story.storyId() != null && !story.storyId().equals(story.callbackBatchId())) {
            return false;
        }
        String sent = SentIdea.of(story.request());
        return sent == null || sent.strip().equals(answer.story().path("idea").asText("").strip());
    }

    /** uncertain to generating; its deadline starts now. */
    public void adopt(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer) {
        Instant deadline = clock.instant().plus(settings.track().deadline());
        if (ledger.adopted(story, story.callbackBatchId(), answer.story(), deadline)) {
            LOG.info(LogEvent.STORY_ADOPTED, story, "its webhook told of story {}, which shows our idea: adopted",
                    story.callbackBatchId());
        } else {
            leave(story, "which another request holds");
        }
    }

    /** It shows another idea, or is not the story of the steps before: uncertain until its webhook is called again. */
    public void refuse(@ExchangeProperty(STORY) Story story) {
        leave(story, "which is not the one that was sent");
    }

    /**
     * The service does not know it. It may only be late, by a replica of its own: it is asked for so many times in a
     * row as any call is tried, then it is left until its webhook is called again.
     */
    public void notFound(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer) {
        notShown(story, answer, "which the service does not know (" + answer.status() + ")");
    }

    /** Could not be asked now. A service that is away is waited for; one that says no is not asked for ever. */
    public void askAgain(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        String why = "which could not be asked after: "
                + (answer != null ? "the service answered " + answer.status() : cause.getMessage());
        if (answer != null && !answer.isOutage()) {
            notShown(story, answer, why + (answer.status() < 300 ? " without a story in it" : ""));
            return;
        }
        Duration wait = backoff.after(story.attempts(), answer == null ? null : answer.retryAfter());
        ledger.stillUncertain(story, withNews(story, told(story) + why), clock.instant().plus(wait));
        if (faults.shouldLog(story.requestId() + ": could not be asked after")) {
            LOG.info(LogEvent.ADOPTION_AGAIN, story, "story {} could not be asked after, once more later",
                    story.callbackBatchId());
        }
    }

    private void notShown(Story story, ApiAnswer answer, String why) {
        if (story.notFound() >= settings.api().maxRetries()) {
            leave(story, why + ", asked " + (story.notFound() + 1) + " times in a row");
            return;
        }
        Duration wait = backoff.after(story.notFound(), answer.retryAfter());
        ledger.notShown(story, withNews(story, told(story) + why), clock.instant().plus(wait));
        LOG.info(LogEvent.ADOPTION_AGAIN, story, "{}{}; once more in {}", told(story), why, ReadableValues.of(wait));
    }

    /** Stays uncertain until its webhook is called again. */
    private void leave(Story story, String why) {
        ledger.stillUncertain(story, withNews(story, told(story) + why), null);
        if (faults.shouldLog(story.requestId() + ": " + why)) {
            LOG.warn(LogEvent.ADOPTION_REFUSED, story, "{}{}", told(story), why);
        }
    }

    private static String told(Story story) {
        return "its webhook told of story " + story.callbackBatchId() + ", ";
    }

    /** Something nobody has foreseen broke: tried as often as any call, then left until its webhook is called again. */
    public void broken(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        String what = "story " + story.callbackBatchId() + ", of which its webhook told, could not be adopted: "
                + UnhandledFaults.unforeseen(cause);
        Instant next = story.attempts() >= settings.api().maxRetries() ? null
                : clock.instant().plus(backoff.after(story.attempts()));
        ledger.stillUncertain(story, withNews(story, what), next);
        LOG.warn(LogEvent.ADOPTION_AGAIN, story, "{}", what);
    }

    /** Why it is uncertain stays its error; behind it stands what came of the last try to bring it home. */
    private static String withNews(Story story, String news) {
        String error = story.error() == null ? "" : story.error().message();
        int before = error.indexOf(LATELY);
        return (before < 0 ? error : error.substring(0, before)) + LATELY + news;
    }
}
