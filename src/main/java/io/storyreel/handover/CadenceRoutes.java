package io.storyreel.handover;

import io.storyreel.ledger.claim.Claims;
import org.apache.camel.ShutdownRoute;
import org.apache.camel.builder.RouteBuilder;

/**
 * The clocks. What is due stands in the ledger; messages only wake work. A story that moves on is handed straight to
 * the next stage where that has a permit for it. Where it has none, or a story waits for its time, the ledger knows it,
 * and a signal wakes the stage's sweep: at once for what has just become due, from here for what has waited long
 * enough, and now and then for what nobody could know of. A signal that is lost costs a little time, never a story.
 *
 * <p>The periods are measured by the machine's uptime ({@code scheduler:}), not by its wall clock: {@code timer:}
 * stands still for as long as somebody sets the clock back.
 */
public final class CadenceRoutes extends RouteBuilder {

    private static final String FAULTS = "default-faults";

    @Override
    public void configure() {
        from("scheduler:tick?delay={{bean:pollCadence.tick}}&useFixedDelay=false")
                .routeId("tick").routeConfigurationId(FAULTS)
                .routeDescription("Wakes the stages whose next story is due; asks nobody, so an idle process"
                        + " costs nothing.")
                .bean("stageSignals", "wakeDue")
                .bean("backpressure", "lookAgain");

        from("scheduler:force-ledger?delay=2s")
                .routeId("force-ledger").routeConfigurationId(FAULTS)
                .routeDescription("Brings to the disk what nobody waits for, too: an embedded ledger may write over"
                        + " what is old only when the newer is there.")
                .bean("durability", "forceRest");

        from("scheduler:renew-claims?delay=" + Claims.RENEWAL.toMillis())
                .routeId("renew-claims").routeConfigurationId(FAULTS)
                .routeDescription("Keeps the claims of the stories this process works on; a process that is killed"
                        + " stops renewing. It is the last to stop: a paid call that is waited for then must not be"
                        + " taken for one whose sender has died.")
                .shutdownRoute(ShutdownRoute.Defer)
                .bean("claims", "renew");

        from("scheduler:sweep-overdue?delay={{bean:pollCadence.overdueTick}}")
                .routeId("sweep-overdue").routeConfigurationId(FAULTS)
                .routeDescription("Moves on what time has decided: a POST whose sender died becomes uncertain, a story"
                        + " past its deadline fails with the last cause.")
                .split().method("overdueStories", "moveOn").id("each-overdue-story")
                    .bean("videoDownload", "discard(${body.requestId})");

        from("scheduler:watch-stages?delay=10s")
                .routeId("watch-stages").routeConfigurationId(FAULTS)
                .routeDescription("Looks whether each stage moves while work waits for it; readiness names one that"
                        + " does not.")
                .bean("stageMonitor", "look");

        from("scheduler:forget-events?initialDelay=60000&delay=1h")
                .routeId("forget-events").routeConfigurationId(FAULTS)
                .routeDescription("Deletes what became of stories more than a month ago; what their own rows tell"
                        + " stays.")
                .bean("storyEvents", "forgetTheOld");
    }
}
