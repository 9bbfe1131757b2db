package io.storyreel.intake;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.storyreel.fault.FaultRoutes;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestConflict;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** What becomes of a file in the inbox, and of a posted document, that cannot be taken up. */
public final class IntakeFaultRoutes extends FaultRoutes {

    private static final String TRY_LATER =
            "{\"message\":\"the ledger or the store of an image is out of reach, please send it again\"}";

    @Override
    public void configuration() {
        inbox(routeConfiguration("inbox-faults"));
        http(routeConfiguration("http-intake-faults"));
    }

    private static void inbox(RouteConfigurationDefinition inbox) {
        met(inbox, InvalidRequest.class, RequestConflict.class)
                .bean("inboxFile", "reject");
        // The ledger or the disk is away, or the file is not to be read or has changed meanwhile: the file stays where
        // it is, and is taken up later.
        met(inbox, Throwable.class)
                .bean("inboxFile", "later");
    }

    /** Who posts a document is there and waits: he is told, and nothing is kept of what is not taken up. */
    private void http(RouteConfigurationDefinition http) {
        // A document that is bad is bad, whatever else is in it.
        answered(met(http, InvalidRequest.class), 400)
                .setBody().method("postedDocument", "rejected")
                .to("direct:answer-json");
        answered(met(http, RequestConflict.class), 409)
                .setBody().method("postedDocument", "rejected")
                .to("direct:answer-json");
        // The ledger is away, or the store of an image. Sent again it is the same request, so it can't be paid for
        // twice. (Named exactly, or what lies behind it would be the nearer match for another answer.)
        answered(met(http, LedgerUnavailable.class, DataAccessException.class, TransactionException.class,
                IOException.class)
                .bean(UNHANDLED, "tell"), 503)
                .setBody().constant(TRY_LATER)
                .to("direct:answer-json");
        // Nobody's fault but ours: told in the log, and to the caller without any of it. (Jackson's fault is an
        // IOException by its type, and by its nature none that passes.)
        ourFault(met(http, Exception.class, JsonProcessingException.class));
    }
}
