package io.storyreel.report;

import static io.storyreel.exchange.PropertyNames.CHANNEL;
import static io.storyreel.exchange.PropertyNames.ERROR_CODE;
import static io.storyreel.exchange.PropertyNames.ERROR_MESSAGE;
import static io.storyreel.exchange.PropertyNames.RECIPIENT;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;
import static io.storyreel.exchange.PropertyNames.STORY;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Sweep;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.ReportLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.database.Durability;
import io.storyreel.result.StoryResult;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.WorkKind;
import io.storyreel.text.RootCause;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;

/** Hands outcomes to those who asked, until each has arrived. */
@ApplicationScoped
@Named("reports")
@Unremovable
public class Reports {

    private static final StoryLog LOG = StoryLog.of("storyreel.report");

    private static final String OUTBOX = "inbox";

    private static final Duration LEDGER_PAUSE = Duration.ofSeconds(1);

    private final DueStories dueStories;
    private final Sweep sweep;
    private final ReportLedger ledger;
    private final Backoff backoff;
    private final UnhandledFaults faults;
    private final RecipientBackoff recipients;
    private final Clock clock;

    private final Durability durability;

    Reports(DueStories dueStories, Sweep sweep, ReportLedger ledger, Backoff backoff, UnhandledFaults faults,
            RecipientBackoff recipients, Clock clock, Durability durability) {
        this.durability = durability;
        this.dueStories = dueStories;
        this.sweep = sweep;
        this.ledger = ledger;
        this.backoff = backoff;
        this.faults = faults;
        this.recipients = recipients;
        this.clock = clock;
    }

    /** Claims the stories whose outcome is to be handed out. */
    public List<Story> due() {
        return sweep.due(WorkKind.REPORT, StagePermits.REPORT, dueStories::dueReports);
    }

    /**
     * What a queue has been told can't be taken back, nor written over as a file in the outbox: it must not be an
     * outcome that is forgotten, and then found anew at another time of day.
     */
    public void remember(@ExchangeProperty(STORY) Story story) {
        if (!story.origin().channel().equals(OUTBOX)) {
            durability.await();
        }
    }

    /** Puts back what the inbound channel left for its exit, see {@link Origin}. */
    public void restoreOrigin(@ExchangeProperty(STORY) Story story, Exchange exchange) {
        exchange.setProperty(CHANNEL, story.origin().channel());
        exchange.setProperty(RECIPIENT, story.origin().channel());
        story.origin().details().forEach(exchange::setProperty);
    }

    /** The story's result, as its asker reads it. */
    public StoryResult result(@ExchangeProperty(STORY) Story story) {
        return StoryResult.of(story);
    }

    /** The same for the same outcome, so that one that is sent once more, after a kill, can be told from a new one. */
    public String digest(@Body StoryResult result, @ExchangeProperty(STORY) Story story) {
        return Sha256.of(result + " at " + story.stepProgress());
    }

    /** The storyboard a person is to look at. */
    public JsonNode storyboard(@ExchangeProperty(STORY) Story story) {
        return story.service().path("storyboard").deepCopy();
    }

    /** It has arrived. */
    public void done(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(RECIPIENT) String recipient) {
        recipients.took(story.origin().channel());
        recipients.took(recipient);
        if (ledger.reported(story)) {
            LOG.info(LogEvent.STORY_REPORTED, story, "{} reported to the {} it came from", story.state().wireName(),
                    story.origin().channel());
        }
    }

    /** It has not arrived; once more later. */
    public void again(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(RECIPIENT) String recipient,
                    @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        RecipientUnavailable away = ObjectHelper.getException(RecipientUnavailable.class, cause);
        if (away != null) {
            ledger.reportAgain(story, null, away.until());
            return;
        }
        if (ObjectHelper.getException(LedgerUnavailable.class, cause) != null) {
            // Nobody was told anything, and no recipient is to blame.
            ledger.reportAgain(story, null, clock.instant().plus(LEDGER_PAUSE));
            return;
        }
        String channel = story.origin().channel();
        if (ObjectHelper.getException(ResultTooLarge.class, cause) != null) {
            ledger.reportAgain(story, UnhandledFaults.unforeseen(cause), clock.instant().plus(backoff.longest()));
            tell("too-large-" + story.requestId(), story, recipient, "once more later", cause);
            return;
        }
        boolean isAddress = !recipient.equals(channel);
        if (isAddress) {
            // The broker answered: it is there.
            recipients.took(channel);
        }
        Instant next = recipients.failed(recipient, isAddress);
        ledger.reportAgain(story, UnhandledFaults.unforeseen(cause), next);
        // A broker that is away would be told of once for each story, again and again.
        tell("report-" + recipient, story, recipient, "once more soon, and so all others of it", cause);
    }

    private void tell(String news, Story story, String recipient, String what, Exception cause) {
        if (faults.shouldLog(news)) {
            LOG.warn(LogEvent.REPORT_AGAIN, story, "its result could not be handed to the {}, {}: {}", recipient, what,
                    RootCause.of(cause));
        }
    }

    /**
     * The answer to a message that no rejected queue takes: where it lies, and why.
     *
     * @param requestId the request it is about, or null where that can't be told
     */
    public StoryResult rejected(@ExchangeProperty(REQUEST_ID) String requestId,
            @ExchangeProperty(ERROR_CODE) String code, @ExchangeProperty(ERROR_MESSAGE) String words,
            @ExchangeProperty(Origin.MESSAGE) String place) {
        return StoryResult.rejected(requestId, new StoryError(ErrorCode.valueOf(code),
                words + "; the rejected queue does not take the message, it lies at " + place, Stage.INTAKE, null));
    }

    /**
     * The same where the message is not kept: it is deleted, or it would hold up its group.
     *
     * @param message its id
     */
    public StoryResult rejectedAndDeleted(@ExchangeProperty(REQUEST_ID) String requestId,
            @ExchangeProperty(ERROR_CODE) String code, @ExchangeProperty(ERROR_MESSAGE) String words,
            @ExchangeProperty(Origin.MESSAGE) String message) {
        return StoryResult.rejected(requestId, new StoryError(ErrorCode.valueOf(code), words
                + "; the rejected queue does not take the message " + message + ", which is deleted: send it again",
                Stage.INTAKE, null));
    }
}
