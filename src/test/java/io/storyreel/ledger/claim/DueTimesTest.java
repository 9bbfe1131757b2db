package io.storyreel.ledger.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.storyreel.ledger.MovableClock;
import io.storyreel.ledger.TestLedger;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.WorkKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody has to ask the database whether a wait is over. */
class DueTimesTest {

    private final MovableClock clock = new MovableClock(TestLedger.START);

    private final DueTimes times = new DueTimes(clock, TestSettings.with());

    private final List<WorkKind> woken = new ArrayList<>();

    @BeforeEach
    void listen() {
        times.onDue(woken::add);
        for (WorkKind work : WorkKind.values()) {
            assertThat(times.isDue(work)).as("at the start %s is looked at", work).isTrue();
            times.looking(work);
        }
    }

    @Test
    void whatIsDueNowRingsAtOnceAndWhatIsDueLaterInItsTime() {
        times.at(WorkKind.SUBMIT, clock.instant());
        times.at(WorkKind.OBSERVE, clock.instant().plusSeconds(2));

        assertThat(woken).containsExactly(WorkKind.SUBMIT);
        assertThat(times.isDue(WorkKind.OBSERVE)).isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(times.isDue(WorkKind.OBSERVE)).isTrue();
        assertThat(times.isDue(WorkKind.DELIVER)).isFalse();
    }

    @Test
    void whatBecomesDueWhileASweepLooksIsLookedAtOnceMore() {
        times.looking(WorkKind.DELIVER);
        times.at(WorkKind.DELIVER, clock.instant());

        assertThat(times.isDue(WorkKind.DELIVER)).isTrue();
    }

    @Test
    void whatNobodyHereCouldKnowOfIsLookedForNowAndThen() {
        clock.advance(Duration.ofSeconds(5));

        assertThat(times.isDue(WorkKind.REPORT)).isTrue();
    }

    @Test
    void aClockThatIsSetBackSilencesNobody() {
        clock.advance(Duration.ofHours(-1));

        assertThat(times.isDue(WorkKind.OBSERVE)).isTrue();
    }

    @Test
    void whatIsNeverDueByItselfRingsForNobody() {
        times.at(WorkKind.ADOPT, null);
        times.at(null, clock.instant());

        assertThat(woken).isEmpty();
    }
}
