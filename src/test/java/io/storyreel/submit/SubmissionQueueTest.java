package io.storyreel.submit;

import java.time.Duration;

import io.storyreel.handover.Places;
import io.storyreel.ledger.CreditGate;
import io.storyreel.ledger.TestLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SubmissionQueueTest {

    /** One place for long calls, four for the others. */
    private final TestLedger ledger = TestLedger.fresh("storyreel.api.max-concurrent", "2");

    private final Places places = ledger.get(Places.class);

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
        assertThat(places.take(Places.SUBMIT_LONG)).isTrue();

        assertThat(queue.due()).isNull();
        places.giveBack(Places.SUBMIT_LONG, 1);
        assertThat(queue.due()).extracting(Submission::probe).containsExactly(true);

        assertThat(places.takeFree(Places.SUBMIT_LONG)).isZero();
        assertThat(places.takeFree(Places.SUBMIT)).isEqualTo(places.submit());
    }

    @Test
    void whereNothingWaitsForTheProbeItsPlacesAreFreeAgain() {
        ledger.get(CreditGate.class).close();
        ledger.later(Duration.ofMinutes(5));

        assertThat(queue.due()).isNull();

        assertThat(places.takeFree(Places.SUBMIT_LONG)).isEqualTo(places.submitLong());
        assertThat(places.takeFree(Places.SUBMIT)).isEqualTo(places.submit());
    }
}
