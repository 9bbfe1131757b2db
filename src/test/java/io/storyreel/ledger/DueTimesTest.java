package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody has to ask the database whether a wait is over. */
class DueTimesTest {

    private final MovableClock clock = new MovableClock(TestLedger.START);

    private final DueTimes times = new DueTimes(clock, TestSettings.with());

    private final List<Work> rung = new ArrayList<>();

    @BeforeEach
    void listen() {
        times.ringing(rung::add);
        for (Work work : Work.values()) {
            assertThat(times.isDue(work)).as("at the start %s is looked at", work).isTrue();
            times.looking(work);
        }
    }

    @Test
    void whatIsDueNowRingsAtOnceAndWhatIsDueLaterInItsTime() {
        times.at(Work.SUBMIT, clock.instant());
        times.at(Work.OBSERVE, clock.instant().plusSeconds(2));

        assertThat(rung).containsExactly(Work.SUBMIT);
        assertThat(times.isDue(Work.OBSERVE)).isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(times.isDue(Work.OBSERVE)).isTrue();
        assertThat(times.isDue(Work.DELIVER)).isFalse();
    }

    @Test
    void whatBecomesDueWhileASweepLooksIsLookedAtOnceMore() {
        times.looking(Work.DELIVER);
        times.at(Work.DELIVER, clock.instant());

        assertThat(times.isDue(Work.DELIVER)).isTrue();
    }

    @Test
    void whatNobodyHereCouldKnowOfIsLookedForNowAndThen() {
        clock.advance(Duration.ofSeconds(5));

        assertThat(times.isDue(Work.REPORT)).isTrue();
    }

    @Test
    void aClockThatIsSetBackSilencesNobody() {
        clock.advance(Duration.ofHours(-1));

        assertThat(times.isDue(Work.OBSERVE)).isTrue();
    }

    @Test
    void whatIsNeverDueByItselfRingsForNobody() {
        times.at(Work.ADOPT, null);
        times.at(null, clock.instant());

        assertThat(rung).isEmpty();
    }
}
