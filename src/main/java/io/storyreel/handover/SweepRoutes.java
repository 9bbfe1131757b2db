package io.storyreel.handover;

import org.apache.camel.builder.RouteBuilder;

/**
 * The template of the sweeps, which find what was not handed over: due by time, left by a dead process, or without a
 * permit when its turn came. Each stage names it in its own route file, as a {@code templatedRoute}.
 */
public final class SweepRoutes extends RouteBuilder {

    /** Its name for the stages. */
    static final String TEMPLATE = "sweep";

    @Override
    public void configure() {
        routeTemplate(TEMPLATE)
                .templateParameter("work", null, "whose signal wakes it: submit, observe, adopt, deliver, report")
                .templateParameter("queue", null, "the bean whose due() claims")
                .templateParameter("exit", null, "where each story is handed to")
                .from("seda:wake-{{work}}?size=1")
                .routeDescription("Claims the stories that are due, a few at a time as their stage has permits for"
                        + " them, until there is no more.")
                .routeConfigurationId("default-faults")
                .loopDoWhile(body().isNotNull())
                    .setBody().method("{{queue}}", "due")
                    .split(body())
                        .to("{{exit}}");
    }
}
