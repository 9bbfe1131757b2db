package io.storyreel.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.HouseFaults;
import io.storyreel.fault.LedgerAway;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.handover.Places;
import io.storyreel.handover.Sweep;
import io.storyreel.ledger.Claims;
import io.storyreel.ledger.Durability;
import io.storyreel.ledger.Origin;
import io.storyreel.ledger.Sha256;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.ledger.Work;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands outcomes to those who asked, until each has arrived. */
@ApplicationScoped
@Named("reports")
@Unremovable
public class Reports {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.report");

    private static final String OUTBOX = "inbox";

    private static final Duration LEDGER_PAUSE = Duration.ofSeconds(1);

    private final Claims claims;
    private final Sweep sweep;
    private final StoryLedger ledger;
    private final Backoff backoff;
    private final HouseFaults faults;
    private final Addressees addressees;
    private final Clock clock;

    private final Durability durability;

    Reports(Claims claims, Sweep sweep, StoryLedger ledger, Backoff backoff, HouseFaults faults,
            Addressees addressees, Clock clock, Durability durability) {
        this.durability = durability;
        this.claims = claims;
        this.sweep = sweep;
        this.ledger = ledger;
        this.backoff = backoff;
        this.faults = faults;
        this.addressees = addressees;
        this.clock = clock;
    }

    /** Claims the stories whose outcome is to be handed out. */
    public List<Story> due() {
        return sweep.due(Work.REPORT, Places.REPORT, claims::dueReports);
    }

    /**
     * What a queue has been told can't be taken back, nor written over as a file in the outbox: it must not be an
     * outcome that is forgotten, and then found anew at another time of day.
     */
    public void remember(@ExchangeProperty("story") Story story) {
        if (!story.origin().way().equals(OUTBOX)) {
            durability.await();
        }
    }

    /** Puts back what the way in left for its exit, see {@link Origin}. */
    public void restoreOrigin(@ExchangeProperty("story") Story story, Exchange exchange) {
        exchange.setProperty("way", story.origin().way());
        exchange.setProperty(Addressees.PROPERTY, story.origin().way());
        story.origin().details().forEach(exchange::setProperty);
    }

    /** The story's result, as its asker reads it. */
    public StoryResult result(@ExchangeProperty("story") Story story) {
        return StoryResult.of(story);
    }

    /** The same for the same outcome, so that one that is sent once more, after a kill, can be told from a new one. */
    public String digest(@Body StoryResult result, @ExchangeProperty("story") Story story) {
        return Sha256.of(result + " at " + story.walk());
    }

    /** The storyboard a person is to look at. */
    public JsonNode storyboard(@ExchangeProperty("story") Story story) {
        return story.service().path("storyboard").deepCopy();
    }

    /** It has arrived. */
    public void done(@ExchangeProperty("story") Story story, @ExchangeProperty(Addressees.PROPERTY) String addressee) {
        addressees.took(story.origin().way());
        addressees.took(addressee);
        if (ledger.reported(story)) {
            LOG.info("{}: {} reported to the {} it came from", story.requestId(), story.state().inResult(),
                    story.origin().way());
        }
    }

    /** It has not arrived; once more later. */
    public void again(@ExchangeProperty("story") Story story, @ExchangeProperty(Addressees.PROPERTY) String addressee,
            @ExchangeProperty("CamelExceptionCaught") Exception cause) {
        WayAway away = ObjectHelper.getException(WayAway.class, cause);
        if (away != null) {
            ledger.reportAgain(story, null, away.until());
            return;
        }
        if (ObjectHelper.getException(LedgerAway.class, cause) != null) {
            // Nobody was told anything, and no addressee is to blame.
            ledger.reportAgain(story, null, clock.instant().plus(LEDGER_PAUSE));
            return;
        }
        String way = story.origin().way();
        if (ObjectHelper.getException(ResultTooLarge.class, cause) != null) {
            ledger.reportAgain(story, HouseFaults.unforeseen(cause), clock.instant().plus(backoff.longest()));
            tell("too-large-" + story.requestId(), story, addressee, "once more later", cause);
            return;
        }
        boolean isAddress = !addressee.equals(way);
        if (isAddress) {
            // The broker answered: it is there.
            addressees.took(way);
        }
        Instant next = addressees.failed(addressee, isAddress);
        ledger.reportAgain(story, HouseFaults.unforeseen(cause), next);
        // A broker that is away would be told of once for each story, again and again.
        tell("report-" + addressee, story, addressee, "once more soon, and so all others of it", cause);
    }

    private void tell(String news, Story story, String addressee, String what, Exception cause) {
        if (faults.isNews(news)) {
            LOG.warn("{}: its result could not be handed to the {}, {}: {}", story.requestId(), addressee, what,
                    HouseFaults.root(cause));
        }
    }

    /**
     * The answer to a message that no rejected queue takes: where it lies, and why.
     *
     * @param requestId the request it is about, or null where that can't be told
     */
    public StoryResult rejected(@ExchangeProperty("requestId") String requestId,
            @ExchangeProperty("errorCode") String code, @ExchangeProperty("errorMessage") String words,
            @ExchangeProperty(Origin.MESSAGE) String place) {
        return StoryResult.rejected(requestId, new StoryError(ErrorCode.valueOf(code),
                words + "; the rejected queue does not take the message, it lies at " + place, Stage.INTAKE, null));
    }

    /**
     * The same where the message is not kept: it is deleted, or it would hold up its group.
     *
     * @param message its id
     */
    public StoryResult rejectedAndDeleted(@ExchangeProperty("requestId") String requestId,
            @ExchangeProperty("errorCode") String code, @ExchangeProperty("errorMessage") String words,
            @ExchangeProperty(Origin.MESSAGE) String message) {
        return StoryResult.rejected(requestId, new StoryError(ErrorCode.valueOf(code), words + "; the rejected queue does"
                + " not take the message " + message + ", which is deleted: send it again", Stage.INTAKE, null));
    }
}
