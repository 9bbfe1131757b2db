package io.storyreel.status;

import java.io.IOException;

import io.storyreel.fault.FaultRoutes;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** What whoever asks for a story's state, or for a retry, is told when it cannot be said. */
public final class StatusFaultRoutes extends FaultRoutes {

    private static final String ASK_AGAIN =
            "{\"message\":\"the ledger or the service is out of reach, please ask again\"}";

    @Override
    public void configuration() {
        RouteConfigurationDefinition status = routeConfiguration("status-faults");
        answered(met(status, IllegalArgumentException.class), 400)
                .setBody().method("statusService", "complaint")
                .to("direct:answer-json");
        answered(met(status, DataAccessException.class, TransactionException.class, IOException.class), 503)
                .setBody().constant(ASK_AGAIN)
                .to("direct:answer-json");
        // Nobody's fault but ours: told in the log, and to the caller without any of it.
        ourFault(met(status, Exception.class));
    }
}
