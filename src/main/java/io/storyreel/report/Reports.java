package io.storyreel.report;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.HouseFaults;
import io.storyreel.ledger.Claims;
import io.storyreel.ledger.Origin;
import io.storyreel.ledger.Sha256;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.settings.QueueRoom;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands outcomes to those who asked, until each has arrived. */
@ApplicationScoped
@Named("reports")
@Unremovable
public class Reports {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.report");

    private final Claims claims;
    private final QueueRoom room;
    private final StoryLedger ledger;
    private final Backoff backoff;
    private final HouseFaults faults;
    private final Clock clock;

    private final Map<String, Instant> awayUntil = new ConcurrentHashMap<>();

    Reports(Claims claims, QueueRoom room, StoryLedger ledger, Backoff backoff, HouseFaults faults, Clock clock) {
        this.claims = claims;
        this.room = room;
        this.ledger = ledger;
        this.backoff = backoff;
        this.faults = faults;
        this.clock = clock;
    }

    /** Claims the stories whose outcome is to be handed out. */
    public List<Story> due() {
        return claims.dueReports(room.in("report-outcome"));
    }

    /**
     * Keeps the reporters free for the other ways while one is away: each try costs seconds.
     *
     * @throws WayAway where a result of this way has failed a moment ago
     */
    public void refuseWhileAway(@ExchangeProperty("story") Story story) throws WayAway {
        if (clock.instant().isBefore(awayUntil.getOrDefault(story.origin().way(), Instant.MIN))) {
            throw new WayAway(story.origin().way());
        }
    }

    /** Puts back what the way in left for its exit, see {@link Origin}. */
    public void restoreOrigin(@ExchangeProperty("story") Story story, Exchange exchange) {
        exchange.setProperty("way", story.origin().way());
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
    public void done(@ExchangeProperty("story") Story story) {
        if (ledger.reported(story)) {
            LOG.info("{}: {} reported to the {} it came from", story.requestId(), story.state().inResult(),
                    story.origin().way());
        }
    }

    /** It has not arrived; once more later. */
    public void again(@ExchangeProperty("story") Story story,
            @ExchangeProperty("CamelExceptionCaught") Exception cause) {
        if (cause instanceof WayAway) {
            ledger.reportAgain(story, null, clock.instant().plus(backoff.after(3)));
            return;
        }
        ledger.reportAgain(story, HouseFaults.unforeseen(cause), clock.instant().plus(backoff.after(3)));
        awayUntil.put(story.origin().way(), clock.instant().plus(backoff.after(2)));
        // A broker that is away would be told of once for each story, again and again.
        if (faults.isNews("report-" + story.origin().way())) {
            LOG.warn("{}: its result could not be handed to the {}, once more soon, and so all others of the {}: {}",
                    story.requestId(), story.origin().way(), story.origin().way(), HouseFaults.root(cause));
        }
    }
}
