package io.storyreel.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.inbox.InboxFolder;
import io.storyreel.intake.IntakeProgress;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryState;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/**
 * Notices a stage that stands still though work waits for it: whatever the reason, a person should hear of it.
 * <p>
 * Stages take what is due in its order, so one whose first in line has been the same for {@link #PATIENCE} has not
 * moved. Where somebody works on a story of the stage, that story may take as long as its calls and downloads may. No
 * stage stands still for want of credit. Of the inbound channels it is those who take messages that know, see
 * {@link IntakeProgress}.
 */
@ApplicationScoped
@Named("stageMonitor")
@Unremovable
public class StageMonitor {

    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final StoryQueries stories;
    private final CreditGate gate;
    private final InboxFolder inbox;
    private final IntakeProgress moves;
    private final Clock clock;
    private final StoryreelSettings settings;
    private final List<Watched> stages;

    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    StageMonitor(StoryQueries stories, CreditGate gate, InboxFolder inbox, IntakeProgress moves, Clock clock,
            StoryreelSettings settings) {
        this.stories = stories;
        this.gate = gate;
        this.inbox = inbox;
        this.moves = moves;
        this.clock = clock;
        this.settings = settings;
        this.stages = List.of(
                new Watched("submit", StoryState.ACCEPTED, List.of(StoryState.ACCEPTED, StoryState.SUBMITTING),
                        settings.api().stageTimeout()),
                new Watched("track", StoryState.GENERATING, List.of(StoryState.GENERATING),
                        settings.api().responseTimeout().multipliedBy(2)),
                new Watched("adopt", StoryState.UNCERTAIN, List.of(StoryState.UNCERTAIN),
                        settings.api().responseTimeout().multipliedBy(2)),
                new Watched("deliver", StoryState.DELIVERING, List.of(StoryState.DELIVERING),
                        settings.track().deadline()),
                new Watched("report", null, List.of(), Duration.ZERO));
    }

    /** Looks who is first in line. To be called several times a minute. */
    public void look() {
        Instant now = clock.instant();
        try {
            boolean noCredit = gate.isClosed();
            for (Watched stage : stages) {
                String first = stage.state == StoryState.ACCEPTED && noCredit ? null
                        : stories.firstInLine(stage.state, now).orElse(null);
                boolean isInFlight = first != null && !stage.inFlight.isEmpty() && stories.isInFlight(stage.inFlight,
                        now);
                waiting.compute(stage.name, (name, before) -> first == null ? null
                        : before != null && before.first.equals(first) ? new Waiting(first, before.since, isInFlight)
                                : new Waiting(first, now, isInFlight));
            }
        } catch (LedgerUnavailable e) {
            // Of that readiness tells by itself; and nothing can be said of the stages.
            waiting.clear();
        }
    }

    /** The stages that stand still, each with since when and why that matters; empty where all goes its way. */
    public Map<String, String> standstills() {
        Map<String, String> found = new LinkedHashMap<>();
        if (settings.inbox().enabled()) {
            inbox.problem().ifPresent(problem -> found.put("inbox", "the folder cannot be looked into: " + problem));
            if (inbox.idle().compareTo(PATIENCE) > 0) {
                found.put("inbox",
                        "has not moved for " + ReadableValues.of(inbox.idle()) + ", neither a file nor a look");
            }
        }
        moves.idle().forEach((route, still) -> {
            if (still.compareTo(PATIENCE) > 0) {
                found.put(route, "has not moved for " + ReadableValues.of(still) + ", a message is in flight");
            }
        });
        Instant now = clock.instant();
        for (Watched stage : stages) {
            Waiting line = waiting.get(stage.name);
            if (line == null) {
                continue;
            }
            Duration still = Duration.between(line.since, now);
            if (still.compareTo(line.isInFlight ? PATIENCE.plus(stage.longest) : PATIENCE) > 0) {
                found.put(stage.name, "has not moved for " + ReadableValues.of(still) + ", " + line.first + " waits");
            }
        }
        return found;
    }

    /**
     * @param state what waits for the stage, or null for what waits to be reported
     * @param inFlight the states of what it works on
     * @param longest how long it may work on one story
     */
    private record Watched(String name, StoryState state, List<StoryState> inFlight, Duration longest) {
    }

    private record Waiting(String first, Instant since, boolean isInFlight) {
    }
}
