package io.storyreel.trace;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.stream.Collectors;

import io.quarkus.arc.Unremovable;
import io.storyreel.story.TraceContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;

/** What a sender has given along of his own trace: taken from where his channel has it, and left for what follows. */
@ApplicationScoped
@Named("givenTrace")
@Unremovable
public class GivenTrace {

    /**
     * From the headers of a call, a record or a message, to the exchange's properties of the same names. What is
     * malformed is left out, and nobody is told: it is no fault of the request's.
     */
    public void take(Exchange exchange) {
        Object traceparent = exchange.getMessage().getHeader(TraceContext.TRACEPARENT);
        if (traceparent != null) {
            keep(exchange, traceparent, exchange.getMessage().getHeader(TraceContext.TRACESTATE));
        }
    }

    /** The same from wherever else they are. */
    public static void keep(Exchange exchange, Object traceparent, Object tracestate) {
        TraceContext given = TraceContext.of(text(traceparent), text(tracestate));
        if (given != null) {
            leave(exchange, given);
        }
    }

    /** Leaves it as properties, which the exits of the channels write into what they send. */
    public static void leave(Exchange exchange, TraceContext context) {
        exchange.setProperty(TraceContext.TRACEPARENT, context.traceparent());
        exchange.setProperty(TraceContext.TRACESTATE, context.tracestate());
    }

    private static Object text(Object header) {
        if (header instanceof Collection<?> repeated) {
            // A state may come in several headers, which belong together; a parent may not, and is malformed then.
            return repeated.stream().map(GivenTrace::text).map(String::valueOf).collect(Collectors.joining(","));
        }
        return header instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : header;
    }
}
