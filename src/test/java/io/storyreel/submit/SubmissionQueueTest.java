package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Submission;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.budget.CreditGate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmissionQueueTest {

    /** One permit for long calls, four for the others. */
    private final TestLedger ledger = TestLedger.fresh("storyreel.api.max-concurrent", "2");

    private final StagePermits permits = ledger.get(StagePermits.class);

    private final SubmissionQueue queue = ledger.get(SubmissionQueue.class);

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aProbeIsSentOnlyWhereItHasAPlaceOfItsKindAndTakesThatOneAlone() {
        ledger.accepted("a", TestLedger.ADVANCED);
        ledger.get(CreditGate.class).close();
        ledger.later(Duration.ofMinutes(5));
        assertThat(permits.take(StagePermits.SUBMIT_LONG)).isTrue();

        assertThat(queue.due()).isNull();
        permits.giveBack(StagePermits.SUBMIT_LONG, 1);
        assertThat(queue.due()).extracting(Submission::probe).containsExactly(true);

        assertThat(permits.takeFree(StagePermits.SUBMIT_LONG)).isZero();
        assertThat(permits.takeFree(StagePermits.SUBMIT)).isEqualTo(permits.submit());
    }

    @Test
    void whereNothingWaitsForTheProbeItsPermitsAreFreeAgain() {
        ledger.get(CreditGate.class).close();
        ledger.later(Duration.ofMinutes(5));

        assertThat(queue.due()).isNull();

        assertThat(permits.takeFree(StagePermits.SUBMIT_LONG)).isEqualTo(permits.submitLong());
        assertThat(permits.takeFree(StagePermits.SUBMIT)).isEqualTo(permits.submit());
    }
}
