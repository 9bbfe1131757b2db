package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.BEGUN;
import static io.storyreel.exchange.PropertyNames.LOST_STEP;
import static io.storyreel.exchange.PropertyNames.STORY_ID;
import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import io.storyreel.handover.Submission;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;

/** A step of the advanced mode whose answer was lost: looked at before it may be paid for again. */
public final class StepRecoveryRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:recover-lost-step").routeId("recover-lost-step")
                .routeConfigurationId("step-recovery-faults,submit-faults")
                .routeDescription("A manual retry of a step whose answer was lost. A GET may show that it was done:"
                        + " then it is taken as done, unpaid; else it is paid for again.")
                .setProperty(STORY_ID).exchange(exchange ->
                        exchange.getProperty(SUBMISSION, Submission.class).story().storyId())
                // An exchange of its own: its permit for a call is given back before the paid one asks for one.
                .enrich().constant("direct:ask-story").aggregationStrategy("#keepAnswer").id("look-before-paying")
                .setProperty(LOST_STEP, method("stepRecovery", "weigh"))
                .choice().id("by-look")
                    .when(is(LostStep.DONE)).id("was-done")
                        .setProperty(BEGUN, method("stepRecovery", "take"))
                        .filter(exchangeProperty(BEGUN).isEqualTo(true)).id("is-still-ours")
                            .to("direct:branch-on-step")
                        .endChoice()
                    .when(is(LostStep.NOT_DONE)).id("was-not-done")
                        .to("direct:pay-for-call")
                    .when(is(LostStep.NOT_THERE)).id("not-there")
                        .bean("submitOutcome", "lookAgain")
                    .otherwise().id("nobody-knows")
                        .bean("submitOutcome", "putOff")
                .end();
    }

    private Predicate is(LostStep step) {
        return exchangeProperty(LOST_STEP).isEqualTo(step);
    }
}
