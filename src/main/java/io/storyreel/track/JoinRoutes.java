package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.JOINED;

import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;

/** The join of ticket (from submit), callback (webhook) and observation (a GET), in whatever order they come. */
public final class JoinRoutes extends RouteBuilder {

    private static final String DELIVERERS = "seda:deliver-video?size={{bean:stagePermits.deliver}}&blockWhenFull=true";

    @Override
    public void configure() {
        from("direct:join-story").routeId("join-story")
                .routeDescription("Joins a story's events by batch_id. Whole when the ticket and a final observation"
                        + " are there; the group is the story's own row, so it survives a kill. Who delivers is"
                        + " decided by the ledger's guarded UPDATE, so a join that completes twice delivers once.")
                .errorHandler(noErrorHandler())
                .aggregate().method("storyJoin", "batchId").id("join-by-batch-id")
                    .aggregationStrategy("#storyJoin")
                    .aggregationRepository("#joinRepository")
                    // The row's guarded UPDATE tells those apart that come at once: no lock that all stories queue for.
                    .optimisticLocking()
                    .completionPredicate(method("storyJoin", "isWhole"))
                    .to("direct:move-on-joined")
                .end();

        from("direct:move-on-joined").routeId("move-on-joined").routeConfigurationId("join-faults")
                .routeDescription("What follows from a join that is whole. A fault here is met here: nobody waits for"
                        + " the aggregator, which would only log it.")
                .setProperty(JOINED, body())
                .choice().id("made-or-not")
                    .when(method("storyJoin", "isMade")).id("made")
                        .setBody(method("joinCompletion", "made"))
                        // Straight on where there is a permit; otherwise it waits for one in the ledger.
                        .filter(body().isNotNull()).id("has-a-permit")
                            .to(ExchangePattern.InOnly, DELIVERERS).id("hand-to-deliverers")
                        .endChoice()
                    .otherwise().id("not-made")
                        .bean("joinCompletion", "failed")
                .end();
    }
}
