package io.storyreel.submit;

import java.io.IOException;

import io.storyreel.fault.FaultRoutes;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.StoryFault;
import io.storyreel.service.HalfSentException;
import io.storyreel.service.NeverSentException;
import org.apache.camel.LoggingLevel;
import org.apache.camel.model.RouteConfigurationDefinition;

/** What becomes of a story whose paid call breaks: everything turns on whether it may have been sent. */
public final class SubmitFaultRoutes extends FaultRoutes {

    private static final String OUTCOME = "submitOutcome";

    @Override
    public void configuration() {
        RouteConfigurationDefinition submit = routeConfiguration("submit-faults");
        // Refused, unreachable, no such host, no handshake: not a byte of the request has left.
        met(submit, NeverSentException.class).bean(OUTCOME, "neverSent");
        // An image broke off on its way out of the store: the service never saw the whole request.
        met(submit, HalfSentException.class).bean(OUTCOME, "halfSent");
        met(submit, StoryFault.class).bean(OUTCOME, "notSendable");
        // The ledger is away, and nothing else is waited for without limit. The step is repeated, above all the one
        // that records what has been paid for; without growing pauses, since once the ledger is back another replica
        // may take the sender for dead.
        submit.onException(LedgerUnavailable.class).handled(true).maximumRedeliveries(-1).redeliveryDelay(500)
                .retryAttemptedLogLevel(LoggingLevel.TRACE).logStackTrace(false);
        // Whatever else breaks once the request is on its way: it may have been paid for.
        met(submit, Exception.class).onWhen(simple("${exchangeProperty.begun}")).bean(OUTCOME, "answerLost");
        // Whatever breaks before: nothing was sent, and it counts as a try.
        met(submit, Exception.class).bean(OUTCOME, "unforeseen");

        // The refused connection is named, or the submit-faults' answer to it would be the nearer one.
        met(routeConfiguration("step-recovery-faults"), NeverSentException.class, IOException.class)
                .onWhen(exchangeProperty("begun").isNull()).bean(OUTCOME, "putOff");
    }
}
