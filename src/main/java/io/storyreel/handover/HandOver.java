package io.storyreel.handover;

import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogScope;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.story.Claimed;
import io.storyreel.story.TraceContext;
import io.storyreel.story.WorkKind;
import io.storyreel.trace.GivenTrace;
import io.storyreel.trace.StoryTraces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The first step of every worker: from here on its exchange answers for the story's claim and for the permit it has
 * taken, and its thread is known to work on that story, in the log and in traces. All of it ends with this exchange,
 * also where it sends something on to another queue.
 */
@ApplicationScoped
@Named("handOver")
@Unremovable
public class HandOver {

    /** Where the routes find the story. */
    public static final String STORY = "story";

    /** Whose work it is, by the name of its route. */
    private static final Map<String, String> STAGES = Map.of(StagePermits.SUBMIT, "submit", StagePermits.SUBMIT_LONG,
            "submit", StagePermits.OBSERVE, "track", StagePermits.ADOPT, "track", StagePermits.DELIVER, "deliver",
            StagePermits.REPORT, "report");

    private final Claims claims;
    private final StagePermits permits;
    private final StoryTraces traces;

    HandOver(Claims claims, StagePermits permits, StoryTraces traces) {
        this.claims = claims;
        this.permits = permits;
        this.traces = traces;
    }

    /** @param work what was handed over, from a queue that has the name of its route */
    public void take(@Body Claimed work, Exchange exchange) {
        exchange.setProperty(STORY, work.story());
        String stage = exchange.getFromRouteId();
        LogScope.enter(work.story());
        traces.begin(STAGES.getOrDefault(stage, stage), work.story());
        TraceContext passedOn = traces.passedOn(work.story());
        if (passedOn != null) {
            GivenTrace.leave(exchange, passedOn);
        }
        claims.holdUntilDone(work.story(), exchange);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                traces.end();
                LogScope.leave();
                permits.giveBack(stage, 1);
                if (StagePermits.SUBMIT_LONG.equals(stage)) {
                    // The sweep does not wait for one of these: the short calls must not wait with it.
                    claims.lookAgain(WorkKind.SUBMIT);
                }
            }

            @Override
            public boolean allowHandover() {
                return false;
            }
        });
        if (permits.isStopping()) {
            // Not begun yet, so not begun at all: it goes back to the ledger.
            exchange.setRouteStop(true);
        }
    }
}
