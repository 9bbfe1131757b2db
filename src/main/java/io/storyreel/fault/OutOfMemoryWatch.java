package io.storyreel.fault;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailureHandlingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeRedeliveryEvent;

/** Sees every fault of every route, before and whatever a route's own answer to it is, see {@link OutOfMemoryExit}. */
@ApplicationScoped
public class OutOfMemoryWatch {

    void isAnswered(@Observes ExchangeFailureHandlingEvent event) {
        consider(event);
    }

    void isRepeated(@Observes ExchangeRedeliveryEvent event) {
        consider(event);
    }

    void isNotAnswered(@Observes ExchangeFailedEvent event) {
        consider(event);
    }

    private static void consider(ExchangeEvent event) {
        OutOfMemoryExit.endIfBehind(event.getExchange().getException());
        // Where it has an answer it is no more the exchange's own.
        OutOfMemoryExit.endIfBehind(event.getExchange().getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }
}
