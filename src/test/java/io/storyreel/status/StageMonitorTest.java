package io.storyreel.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.storyreel.inbox.InboxFolder;
import io.storyreel.intake.IntakeProgress;
import io.storyreel.ledger.Callbacks;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage that stands still is named; one that has much to do, or good reasons to wait, is not. */
class StageMonitorTest {

    @TempDir
    private Path inbox;

    private TestLedger ledger;

    private StageMonitor watch;

    @BeforeEach
    void start() {
        ledger = TestLedger.fresh("storyreel.inbox.dir", inbox.toString(), "storyreel.api.stage-timeout", "15m");
        watch = ledger.get(StageMonitor.class);
    }

    @AfterEach
    void stop() throws Exception {
        ledger.close();
    }

    @Test
    void aStoryThatNobodyTakesUpForAMinuteNamesItsStage() {
        ledger.accepted("waits", TestLedger.REQUEST);
        pass(Duration.ofSeconds(60));
        assertThat(watch.standstills()).isEmpty();

        pass(Duration.ofSeconds(10));
        assertThat(watch.standstills()).hasSize(1).hasEntrySatisfying("submit", words ->
                assertThat(words).contains("70 s", "waits"));
    }

    @Test
    void aStageThatIsSlowerThanItsWorkMovesAllTheSame() {
        for (int i = 0; i < 30; i++) {
            ledger.accepted("story-" + i, TestLedger.REQUEST);
        }
        for (int i = 0; i < 30; i++) {
            ledger.get(DueStories.class).due(StoryState.ACCEPTED, 1);
            pass(Duration.ofSeconds(20));
            assertThat(watch.standstills()).isEmpty();
        }
    }

    @Test
    void aCallThatMayTakeMinutesIsWaitedForButNotForever() {
        ledger.submitting("long");
        ledger.accepted("behind", TestLedger.REQUEST);
        pass(Duration.ofMinutes(10));
        assertThat(watch.standstills()).isEmpty();

        pass(Duration.ofMinutes(7));
        assertThat(watch.standstills()).containsOnlyKeys("submit");
    }

    @Test
    void withoutCreditNothingStandsStill() {
        ledger.accepted("waits", TestLedger.REQUEST);
        ledger.get(CreditGate.class).close();
        pass(Duration.ofMinutes(2));

        assertThat(watch.standstills()).isEmpty();
    }

    @Test
    void whatIsNotDueYetWaitsForNobody() {
        ledger.submitting("tracked");
        pass(Duration.ofMinutes(2));

        assertThat(watch.standstills()).isEmpty();
    }

    @Test
    void anInboxThatIsGoneIsNamedWithItsReason() throws Exception {
        Files.delete(inbox);
        ledger.get(InboxFolder.class).due(name -> true);

        assertThat(watch.standstills()).containsEntry("inbox", "the folder cannot be looked into: it is not there");
    }

    @Test
    void aMessageThatIsInFlightForAMinuteNamesItsChannel() {
        ledger.get(IntakeProgress.class).takes("take-from-jms");
        pass(Duration.ofSeconds(60));
        assertThat(watch.standstills()).isEmpty();

        pass(Duration.ofSeconds(10));
        assertThat(watch.standstills()).hasSize(1).hasEntrySatisfying("take-from-jms", words ->
                assertThat(words).contains("70 s", "message"));
    }

    @Test
    void anUncertainStoryWhoseWebhookWasCalledAndThatNobodyLooksAtNamesAdoption() {
        ledger.uncertain("called");
        pass(Duration.ofMinutes(2));
        // Its result is not handed out here either.
        assertThat(watch.standstills()).containsOnlyKeys("report");

        ledger.get(Callbacks.class).note(TestLedger.tokenOf("called"), "s-1");
        pass(Duration.ofSeconds(70));
        assertThat(watch.standstills()).containsOnlyKeys("adopt", "report");
    }

    /** Lets time pass as the routes see it: claims are renewed and stages looked at every 10 s. */
    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) <= 0; passed = passed.plusSeconds(10)) {
            watch.look();
            ledger.get(Claims.class).renew();
            if (passed.compareTo(time) < 0) {
                ledger.later(Duration.ofSeconds(10));
            }
        }
    }
}
