package io.storyreel.deliver;

import io.storyreel.fault.FaultRoutes;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.StoryFault;
import org.apache.camel.model.RouteConfigurationDefinition;
import software.amazon.awssdk.core.exception.SdkException;

/** What becomes of a story whose video is made, when it cannot be fetched or stored. */
public final class DeliverFaultRoutes extends FaultRoutes {

    private static final String OUTCOME = "deliverOutcome";

    @Override
    public void configuration() {
        RouteConfigurationDefinition deliver = routeConfiguration("deliver-faults");
        met(deliver, StoryFault.class).bean(OUTCOME, "broken");
        met(deliver, SdkException.class).bean(OUTCOME, "storeFailed");
        // The ledger is away: the next sweep takes the story up again.
        met(deliver, LedgerUnavailable.class).bean(UNHANDLED, "tell");
        // Whatever else: an attempt like any other. Left to the default, it would be met again at every tick, unseen.
        met(deliver, Exception.class).bean(OUTCOME, "unforeseen");

        // Asking for a fresh address is a courtesy: the delivery goes on with the one it has.
        routeConfiguration("refresh-faults").onException(Exception.class).continued(true)
                .logExhausted(false).logContinued(false);
    }
}
