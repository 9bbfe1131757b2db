package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import io.storyreel.handover.Submission;
import org.apache.camel.builder.RouteBuilder;

/** Who makes the paid calls: the submitters, and how a claimed story comes to one of them. */
public final class SubmitterRoutes extends RouteBuilder {

    private static final String SUBMITTERS = "seda:submit-story?size={{bean:stagePermits.submit}}";

    private static final String STAGE_SUBMITTERS = "seda:submit-stage?size={{bean:stagePermits.submitLong}}";

    @Override
    public void configure() {
        from("direct:hand-to-submitters").routeId("hand-to-submitters")
                .routeDescription("Calls that may take minutes have submitters of their own, so that they never keep"
                        + " the short ones waiting.")
                .errorHandler(noErrorHandler())
                .choice().id("long-or-short")
                    .when(exchange -> exchange.getMessage().getBody(Submission.class).isLong()).id("may-take-minutes")
                        .to(STAGE_SUBMITTERS + "&blockWhenFull=true").id("to-stage-submitters")
                    .otherwise().id("answers-soon")
                        .to(SUBMITTERS + "&blockWhenFull=true").id("to-submitters")
                .end();

        from(SUBMITTERS + "&concurrentConsumers={{storyreel.api.max-concurrent}}").routeId("submit-story")
                .routeConfigurationId("submit-faults")
                .routeDescription("Sends a claimed story whose call answers soon, the automatic ones and /videos.")
                .to("direct:send-submission");

        from(STAGE_SUBMITTERS + "&concurrentConsumers={{bean:stagePermits.submitLong}}").routeId("submit-stage")
                .routeConfigurationId("submit-faults")
                .routeDescription("Sends a claimed story whose call may take minutes, without holding a permit that"
                        + " others need.")
                .to("direct:send-submission");

        from("direct:send-submission").routeId("send-submission").routeConfigurationId("submit-faults")
                .routeDescription("Pays for a story's next call, unless it is a step whose answer was lost and a GET"
                        + " shows that it was done.")
                .bean("handOver", "take")
                .setProperty(SUBMISSION, body())
                .choice().id("lost-or-new")
                    .when(exchange -> exchange.getProperty(SUBMISSION, Submission.class).isToBeLookedAt())
                        .id("answer-was-lost")
                        .to("direct:recover-lost-step")
                    .otherwise().id("not-sent-yet")
                        .to("direct:pay-for-call")
                .end();
    }
}
