package io.storyreel.track;

import java.io.IOException;

import io.storyreel.fault.FaultRoutes;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.service.NeverSentException;
import org.apache.camel.Exchange;
import org.apache.camel.model.RouteConfigurationDefinition;

/** What becomes of a story that waits at the service, when a question or its answer breaks. Nothing is paid here. */
public final class TrackFaultRoutes extends FaultRoutes {

    private static final String PLEASE_REPEAT = "{\"message\":\"not now, please call again\"}";

    @Override
    public void configuration() {
        RouteConfigurationDefinition observe = routeConfiguration("observe-faults");
        sweptAgain(observe);
        // No answer, or one that nobody has foreseen: asked again after a backoff, until the deadline.
        met(observe, Exception.class).bean("observer", "unreachable");

        RouteConfigurationDefinition compose = routeConfiguration("compose-faults");
        met(compose, NeverSentException.class).bean("composer", "neverSent");
        met(compose, IOException.class).bean("composer", "called").bean("observer", "notYet");
        sweptAgain(compose);
        met(compose, Exception.class).bean("observer", "unreachable");

        // The join's end has no sender that could be told.
        RouteConfigurationDefinition join = routeConfiguration("join-faults");
        sweptAgain(join);
        met(join, Exception.class).bean("joinCompletion", "broken");

        RouteConfigurationDefinition adopt = routeConfiguration("adopt-faults");
        sweptAgain(adopt);
        met(adopt, IOException.class).bean("adoption", "askAgain");
        met(adopt, Exception.class).bean("adoption", "broken");

        // The hint could not be kept: the service shall call again.
        met(routeConfiguration("webhook-faults"), Exception.class)
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE).constant(503)
                .setHeader(Exchange.CONTENT_TYPE).constant("application/json")
                .setBody().constant(PLEASE_REPEAT);
    }

    /** A ledger that is away is nobody's try: the story keeps its row, and the next sweep takes it up again. */
    private static void sweptAgain(RouteConfigurationDefinition stage) {
        met(stage, LedgerUnavailable.class).bean(UNHANDLED, "tell");
    }
}
