package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreditGateTest {

    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final TestLedger here = TestLedger.fresh();

    private final TestLedger there = here.anotherProcess();

    private final CreditGate gate = here.get(CreditGate.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void anOpenGateNeedsNoProbe() {
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.takeProbe()).isFalse();
    }

    @Test
    void aClosedGateLetsOneProbeOutInEachIntervalWhoeverAsks() {
        gate.close();
        assertThat(there.get(CreditGate.class).isClosed()).isTrue();
        assertThat(gate.takeProbe()).isFalse();

        for (int interval = 0; interval < 3; interval++) {
            here.later(INTERVAL.minusMillis(1));
            assertThat(gate.takeProbe()).isFalse();
            here.later(Duration.ofMillis(1));
            assertThat(there.get(CreditGate.class).takeProbe()).isTrue();
            assertThat(gate.takeProbe()).isFalse();
            assertThat(there.get(CreditGate.class).takeProbe()).isFalse();
        }
    }

    @Test
    void aPaidProbeOpensItAndWhatWaitedIsAcceptedAgain() {
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        here.get(StoryLedger.class).awaitsCredit(here.submitting("waiter"), noCredit);
        gate.close();
        here.later(INTERVAL);

        there.get(CreditGate.class).open();

        assertThat(gate.isClosed()).isFalse();
        assertThat(here.story("waiter").state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(here.get(Claims.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    @Test
    void openingAnOpenGateMovesNobody() {
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        here.get(StoryLedger.class).awaitsCredit(here.submitting("waiter"), noCredit);

        gate.open();

        assertThat(here.story("waiter").state()).isEqualTo(StoryState.WAITING_CREDIT);
    }
}
