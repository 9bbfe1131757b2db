package io.storyreel.fault;

import static io.storyreel.exchange.PropertyNames.HTTP_STATUS;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;

/**
 * What becomes of a story when a step of a stage throws: each stage has one class of these, and its routes name the
 * configurations in it. Answers are branched on in the routes. The one policy for all of them stands here: whoever
 * meets a fault tells of it in one line, so Camel logs none and prints no stack trace.
 */
public abstract class FaultRoutes extends RouteConfigurationBuilder {

    /** The configuration that each inbound channel of messages names. */
    public static final String OF_CHANNELS = "queue-faults";

    /** The bean whose methods tell of a fault that no stage has an answer for, and of a try that is made again. */
    protected static final String UNHANDLED = "unhandledFaults";

    private static final int INTERNAL_ERROR = 500;

    /** The faults are met here: the steps that follow are what comes instead, and nobody hears of them any more. */
    @SafeVarargs
    protected static OnExceptionDefinition met(RouteConfigurationDefinition stage,
            Class<? extends Throwable>... faults) {
        return stage.onException(faults).handled(true).logHandled(false).logExhausted(false);
    }

    /**
     * The faulty step is tried again, after a pause that doubles. What comes after the last try is for the caller to
     * say; if nothing does, whoever called the route hears of the fault.
     *
     * @param times how often, or -1 for as long as it takes
     * @param pause before the first of these tries, in milliseconds
     */
    @SafeVarargs
    protected static OnExceptionDefinition repeated(RouteConfigurationDefinition stage, int times, long pause,
            Class<? extends Throwable>... faults) {
        return stage.onException(faults).maximumRedeliveries(times).redeliveryDelay(pause).useExponentialBackOff()
                .backOffMultiplier(2).retryAttemptedLogLevel(LoggingLevel.TRACE).logExhausted(false);
    }

    /** Whoever asked by HTTP is answered with this status; the body follows. */
    protected final OnExceptionDefinition answered(OnExceptionDefinition fault, int status) {
        return fault.setProperty(HTTP_STATUS, constant(status));
    }

    /** The last answer: nobody's fault but ours, told in the log, and to the caller without any of it. */
    protected final void ourFault(OnExceptionDefinition fault) {
        answered(fault.bean(UNHANDLED, "tell"), INTERNAL_ERROR)
                .setBody().constant("{\"message\":\"something went wrong here; the log tells what\"}")
                .to("direct:answer-json");
    }
}
