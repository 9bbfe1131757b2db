package io.storyreel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.storyreel.story.TraceContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** W3C Trace Context, 3.3: a state may come in several headers; 3.2: a parent may not. */
class GivenTraceTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aStateInSeveralHeadersIsOne() {
        GivenTrace.keep(exchange, PARENT, List.of("a=1", "b=2"));

        assertThat(exchange.getProperty(TraceContext.TRACESTATE)).isEqualTo("a=1,b=2");
    }

    @Test
    void twoParentsAreNone() {
        GivenTrace.keep(exchange, List.of(PARENT, PARENT), "a=1");

        assertThat(exchange.getProperties()).isEmpty();
    }
}
