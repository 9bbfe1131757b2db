package io.storyreel.messaging;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.storyreel.fault.FaultRoutes;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.report.RecipientUnavailable;
import io.storyreel.report.ResultTooLarge;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestConflict;
import jakarta.jms.JMSException;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.kafka.common.KafkaException;
import org.springframework.jms.JmsException;
import software.amazon.awssdk.core.exception.SdkException;

/** What becomes of a message that cannot be taken up. The same for every queue, a further one included. */
public final class QueueFaultRoutes extends FaultRoutes {

    private static final int TRIES = 3;

    private static final String TO_REJECTED = "direct:reject-${exchangeProperty.channel}?block=false";

    @Override
    public void configuration() {
        RouteConfigurationDefinition queue = routeConfiguration(OF_CHANNELS);
        Predicate noMessage = exchangeProperty(Exchange.ERRORHANDLER_BRIDGE).isEqualTo(true);
        Predicate aMessage = exchangeProperty(Exchange.ERRORHANDLER_BRIDGE).isNull();
        // There is no message: the queue could not be asked for one.
        met(queue, Exception.class).onWhen(noMessage)
                .bean(UNHANDLED, "tell");
        // The message is bad: it moves to the rejected queue, and the one behind it is next.
        rejected(met(queue, InvalidRequest.class, RequestConflict.class));
        // The ledger is away, or the store of an image, or whoever is to get the answer took none a moment ago. The
        // message stays in flight, unacknowledged, until it is back: given back, its deliveries would be counted, and
        // it would come again at once. (They are named exactly, or what lies behind them would be the nearer match for
        // another answer.)
        repeated(queue, -1, 500, LedgerUnavailable.class, IOException.class,
                RecipientUnavailable.class).onWhen(aMessage)
                .maximumRedeliveryDelay(5000).onRedeliveryRef(UNHANDLED);
        // The queue has broken off under the message, or does not take its answer: it is not acknowledged and comes
        // again, but not at once.
        repeated(queue, TRIES, 1000, JMSException.class, JmsException.class, KafkaException.class, SdkException.class,
                ResultTooLarge.class).onWhen(aMessage).onRedeliveryRef(UNHANDLED);
        // A message we can do nothing with, for whatever reason: it must not block the others, nor be lost. (Jackson's
        // fault is an IOException by its type, and by its nature none that passes.)
        rejected(repeated(queue, TRIES, 500, Exception.class, JsonProcessingException.class).onWhen(aMessage)
                .onRedeliveryRef(UNHANDLED).handled(true).logHandled(false));

        // Not even the rejected queue takes it. It goes back to where it came from, but not at once: it would come
        // again at once, and again.
        repeated(routeConfiguration("reject-faults"), TRIES, 1000, Exception.class).onRedeliveryRef(UNHANDLED);
    }

    private static void rejected(OnExceptionDefinition fault) {
        fault.bean("rejectedMessage", "describe").toD(TO_REJECTED)
                .bean("rejectedMessage", "rejected");
    }
}
