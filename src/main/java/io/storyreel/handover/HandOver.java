package io.storyreel.handover;

import io.quarkus.arc.Unremovable;
import io.storyreel.story.Claimed;
import io.storyreel.ledger.Claims;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The first step of every worker: from here on its exchange answers for the story's claim and for the permit it has
 * taken. Both end with this exchange, also where it sends something on to another queue.
 */
@ApplicationScoped
@Named("handOver")
@Unremovable
public class HandOver {

    /** Where the routes find the story. */
    public static final String STORY = "story";

    private final Claims claims;
    private final StagePermits permits;

    HandOver(Claims claims, StagePermits permits) {
        this.claims = claims;
        this.permits = permits;
    }

    /** @param work what was handed over, from a queue that has the name of its route */
    public void take(@Body Claimed work, Exchange exchange) {
        exchange.setProperty(STORY, work.story());
        claims.holdUntilDone(work.story(), exchange);
        String stage = exchange.getFromRouteId();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
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
