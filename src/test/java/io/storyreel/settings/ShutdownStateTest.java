package io.storyreel.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

class ShutdownStateTest {

    private static final Duration LONG = Duration.ofMinutes(16);
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final ShutdownState stopping = new ShutdownState();
    private final Exchange call = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aPaidCallUnderWayHasTheWholeGrace() {
        assertThat(stopping.letsPay(call)).isTrue();
        stopping.begin();

        assertThat(stopping.patience(LONG)).isEqualTo(LONG);
    }

    @Test
    void whereNonePaysTheGraceOfAStageIsNotWaitedFor() {
        stopping.letsPay(call);
        UnitOfWorkHelper.doneSynchronizations(call, call.getExchangeExtension().handoverCompletions());
        stopping.begin();

        assertThat(stopping.patience(LONG)).isEqualTo(Duration.ofSeconds(20));
        assertThat(stopping.patience(SHORT)).isEqualTo(SHORT);
    }

    @Test
    void oneThatStopsLetsNobodyPay() {
        stopping.begin();

        assertThat(stopping.letsPay(call)).isFalse();
        assertThat(stopping.patience(LONG)).isEqualTo(Duration.ofSeconds(20));
    }
}
