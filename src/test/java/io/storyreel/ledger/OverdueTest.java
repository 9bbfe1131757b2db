package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class OverdueTest {

    private static final Duration DEADLINE = Duration.ofHours(6);

    private static final StoryError BROKEN = StoryError.of(ErrorCode.STORAGE_FAILED, Stage.DELIVER, "disk full");

    private final TestLedger here = TestLedger.fresh();

    private final Overdue overdue = here.get(Overdue.class);

    private final Overdue there = here.anotherProcess().get(Overdue.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void aSubmissionWhoseSenderDiedIsUncertainReportedAndNotSentAgain() {
        here.submitting("a");
        assertThat(overdue.lostSubmissions()).isZero();
        here.later(Claims.LEASE.plusMillis(1));

        assertThat(there.lostSubmissions()).isOne();

        Story lost = here.story("a");
        assertThat(lost.state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(lost.error().code()).isEqualTo(ErrorCode.SUBMISSION_UNCERTAIN);
        assertThat(lost.reportAt()).isEqualTo(here.now());
        here.later(Duration.ofDays(9));
        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).isEmpty();
        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).isEmpty();
    }

    @Test
    void aProcessThatHasJustStartedLetsTheOthersOfASharedLedgerRenewBeforeItJudgesThem() {
        here.submitting("a");
        here.later(Claims.LEASE.plusMillis(1));
        Overdue started = here.anotherProcess("storyreel.db.kind", "postgresql").get(Overdue.class);
        assertThat(started.lostSubmissions()).isZero();

        here.later(Claims.LEASE.plusMillis(1));

        assertThat(started.lostSubmissions()).isOne();
    }

    @Test
    void whereUncertainSubmitsAreRetriedItIsAcceptedAgain() {
        Overdue retrying = here.anotherProcess("storyreel.api.on-uncertain-submit", "retry").get(Overdue.class);
        here.submitting("a");
        here.later(Claims.LEASE.plusMillis(1));

        assertThat(retrying.lostSubmissions()).isOne();

        assertThat(here.story("a").reportAt()).isNull();
        assertThat(here.story("a").error()).isNull();
        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    @Test
    void aCallbackThatCameBeforeTheSenderDiedIsEnoughToLookForTheStory() {
        here.submitting("a");
        here.get(Callbacks.class).note(TestLedger.tokenOf("a"), "s-1");
        here.later(Claims.LEASE.plusMillis(1));

        overdue.lostSubmissions();

        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).hasSize(1);
    }

    @Test
    void atTheEndOfAStopsGraceOnlyOurOwnSubmissionsAreAbandoned() {
        here.submitting("ours");
        here.anotherProcess().submitting("theirs");

        assertThat(overdue.abandonOurSubmissions()).isOne();

        assertThat(here.story("ours").state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(here.story("theirs").state()).isEqualTo(StoryState.SUBMITTING);
    }

    @Test
    void aStoryPastItsDeadlineFailsWithWhatTheServiceSaidLast() {
        here.generating("a", "s-1");
        here.later(DEADLINE.minusMillis(1));
        assertThat(overdue.pastDeadline()).isEmpty();
        here.later(Duration.ofMillis(1));

        assertThat(overdue.pastDeadline()).extracting(Story::requestId).containsExactly("a");

        Story failed = here.story("a");
        assertThat(failed.state()).isEqualTo(StoryState.FAILED);
        assertThat(failed.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(failed.error().stage()).isEqualTo(Stage.TRACK);
        assertThat(failed.error().message()).contains("'processing'");
        assertThat(failed.reportAt()).isEqualTo(here.now());
        assertThat(failed.finishedAt()).isEqualTo(here.now());
        assertThat(overdue.pastDeadline()).isEmpty();
    }

    @Test
    void aStoryPastItsDeadlineFailsWithTheLastCauseWhereThereIsOne() {
        Story delivering = here.claimed(here.delivering("a", "s-1", TestLedger.REQUEST, "https://x"));
        here.get(DeliveryLedger.class).deliverAgain(delivering, BROKEN, here.now());
        here.later(DEADLINE);

        overdue.pastDeadline();

        assertThat(here.story("a").state()).isEqualTo(StoryState.FAILED);
        assertThat(here.story("a").error()).isEqualTo(BROKEN);
    }

    @Test
    void aStoryThatIsBeingWorkedOnIsNotFailedUnderTheWorkersHands() {
        Story delivering = here.delivering("a", "s-1", TestLedger.REQUEST, "https://x");
        here.later(DEADLINE);
        here.claimed(delivering);

        assertThat(overdue.pastDeadline()).isEmpty();
        here.later(Claims.LEASE.plusMillis(1));
        assertThat(overdue.pastDeadline()).hasSize(1);
    }

    @Test
    void aStoryThatWaitsForNobodysDeadlineIsLeftAlone() {
        here.accepted("accepted", TestLedger.REQUEST);
        here.uncertain("uncertain");
        here.later(DEADLINE.multipliedBy(9));

        assertThat(overdue.pastDeadline()).isEmpty();
    }
}
