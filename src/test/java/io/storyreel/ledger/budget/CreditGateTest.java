package io.storyreel.ledger.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.Concurrently;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@OnEachDatabase
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

    @RepeatedTest(10)
    void whenManyAskAtOnceOneProbeInAllGoesOut() throws Exception {
        gate.close();
        here.later(INTERVAL);
        List<CreditGate> gates = Stream.generate(() -> here.anotherProcess().get(CreditGate.class)).limit(8).toList();

        List<Boolean> taken = Concurrently.all(gates.stream().map(one -> (Callable<Boolean>) one::takeProbe).toList());

        assertThat(taken).containsOnlyOnce(true).hasSize(8);
    }

    @RepeatedTest(10)
    void aStoryThatMeetsA402WhileAnotherReplicaOpensTheGateIsNotLeftBehindIt() throws Exception {
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        Story story = here.submitting("late");
        gate.close();

        Concurrently.both(() -> {
            gate.close(() -> here.get(SubmissionLedger.class).awaitsCredit(story, noCredit));
            return true;
        }, () -> {
            there.get(CreditGate.class).open();
            return true;
        });

        assertThat(here.story("late").state())
                .isEqualTo(gate.isClosed() ? StoryState.WAITING_CREDIT : StoryState.ACCEPTED);
    }

    @Test
    void aPaidProbeOpensItAndWhatWaitedIsAcceptedAgain() {
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        here.get(SubmissionLedger.class).awaitsCredit(here.submitting("waiter"), noCredit);
        gate.close();
        here.later(INTERVAL);

        there.get(CreditGate.class).open();

        assertThat(gate.isClosed()).isFalse();
        assertThat(here.story("waiter").state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    @Test
    void openingAnOpenGateMovesNobody() {
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        here.get(SubmissionLedger.class).awaitsCredit(here.submitting("waiter"), noCredit);

        gate.open();

        assertThat(here.story("waiter").state()).isEqualTo(StoryState.WAITING_CREDIT);
    }
}
