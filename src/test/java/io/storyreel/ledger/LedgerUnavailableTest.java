package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.claim.Replica;
import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** A database that goes away under the ledger, and one whose answer is lost. */
@OnEachDatabase
class LedgerUnavailableTest {

    private static final Duration LONGER_THAN_A_LEASE = Claims.LEASE.plusMillis(1);

    private final TestLedger fixture = TestLedger.fresh();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whoAsksIsToldInOneLineAndOfNoInnerCauseThatCouldBeTakenForAnotherFault() {
        fixture.goAway();

        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(() -> fixture.story("a")).withNoCause()
                .satisfies(away -> assertThat(away.getMessage()).hasLineCount(1));
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(
                () -> fixture.get(DueStories.class).due(StoryState.ACCEPTED, 1)).withNoCause();
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(() -> fixture.accepted("a", TestLedger.REQUEST))
                .withNoCause();
    }

    @Test
    void whatAWorkerHasFoundOutIsRecordedWhenTheLedgerIsThereAgain() throws Exception {
        Story story = fixture.submitting("a");
        fixture.goAway();
        CompletableFuture<Boolean> recorded = CompletableFuture.supplyAsync(() -> fixture.get(SubmissionLedger.class)
                .submitted(story, "s-1", TestLedger.service("s-1"), fixture.deadline(), fixture.now()));
        await().during(Duration.ofMillis(700)).until(() -> !recorded.isDone());

        fixture.comeBack();

        assertThat(recorded.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.story("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void aStoryThatMeetsA402WhileTheLedgerIsAwayWaitsBehindAClosedGate() throws Exception {
        Story story = fixture.submitting("a");
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        CreditGate gate = fixture.get(CreditGate.class);
        fixture.goAway();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(
                () -> gate.close(() -> fixture.get(SubmissionLedger.class).awaitsCredit(story, noCredit)));
        await().during(Duration.ofMillis(700)).until(() -> !closed.isDone());

        fixture.comeBack();

        closed.get(20, TimeUnit.SECONDS);
        assertThat(gate.isClosed()).isTrue();
        assertThat(fixture.story("a").state()).isEqualTo(StoryState.WAITING_CREDIT);
    }

    @Test
    void whoeverLivesHasALeasesTimeToRenewAfterItsReturnBeforeASubmissionCountsAsLost() {
        Overdue elsewhere = fixture.anotherProcess().get(Overdue.class);
        fixture.submitting("a");
        fixture.later(Duration.ofMinutes(1));
        fixture.goAway();
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(elsewhere::lostSubmissions);
        fixture.comeBack();

        assertThat(elsewhere.lostSubmissions()).isZero();
        fixture.get(Claims.class).renew();
        fixture.later(LONGER_THAN_A_LEASE.minusSeconds(2));
        fixture.get(Claims.class).renew();
        fixture.later(Duration.ofSeconds(2));
        assertThat(elsewhere.lostSubmissions()).isZero();

        fixture.later(LONGER_THAN_A_LEASE);
        assertThat(elsewhere.lostSubmissions()).isOne();
    }

    @Test
    void aSubmissionWhoseBeginningWasRecordedUnheardIsBegunAllTheSame() {
        Story story = fixture.claimed(fixture.accepted("a", TestLedger.REQUEST));
        fixture.loseTheNextAnswer();

        assertThat(fixture.get(SubmissionLedger.class).startSubmitting(story, false, "token")).isTrue();

        assertThat(fixture.story("a").state()).isEqualTo(StoryState.SUBMITTING);
        assertThat(fixture.get(SubmissionLedger.class).startSubmitting(story, false, "token")).isFalse();
    }

    @Test
    void aStoryWhoseStartOfCompositionWasRecordedUnheardIsComposedOnceAllTheSame() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));
        fixture.loseTheNextAnswer();

        assertThat(fixture.get(TrackingLedger.class).startComposing(story)).isTrue();

        fixture.later(Duration.ofSeconds(1));
        fixture.loseTheNextAnswer();
        assertThat(fixture.get(TrackingLedger.class).startComposing(story)).isFalse();
    }

    @Test
    void anAnswerThatWasRecordedUnheardCountsAsRecorded() {
        Story story = fixture.submitting("a");
        fixture.loseTheNextAnswer();
        assertThat(fixture.get(SubmissionLedger.class).submitted(story, "s-1", TestLedger.service("s-1"),
                fixture.deadline(),
                fixture.now())).isTrue();
        assertThat(fixture.story("a").storyId()).isEqualTo("s-1");

        Story late = fixture.claimed(fixture.uncertain("late"));
        fixture.loseTheNextAnswer();
        assertThat(fixture.get(SubmissionLedger.class).submitted(late, "s-2", TestLedger.service("s-2"),
                fixture.deadline(),
                fixture.now())).isTrue();
        assertThat(fixture.story("late").storyId()).isEqualTo("s-2");

        Story found = fixture.claimed(fixture.uncertain("found"));
        fixture.loseTheNextAnswer();
        assertThat(fixture.get(AdoptionLedger.class).adopted(found, "s-3", TestLedger.service("s-3"),
                fixture.deadline()))
                .isTrue();
        assertThat(fixture.story("found").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void aStepsAnswerThatWasRecordedUnheardCountsAsRecorded() {
        Story story = fixture.submitting("a", TestLedger.ADVANCED);
        fixture.loseTheNextAnswer();
        assertThat(fixture.get(StepLedger.class).nextStep(story, Step.ELEMENTS, "s-1", TestLedger.service("s-1"),
                null))
                .isTrue();
        assertThat(fixture.story("a").stepProgress().step()).isEqualTo(Step.ELEMENTS);

        Story reviewed = fixture.submitting("b", Step.ELEMENTS);
        fixture.loseTheNextAnswer();
        assertThat(fixture.get(StepLedger.class).review(reviewed, Step.SCENES, "s-b", TestLedger.service("s-b"), null))
                .isTrue();
        assertThat(fixture.story("b").state()).isEqualTo(StoryState.REVIEW);
    }

    @Test
    void anAnswerThatSomebodyElseHasOvertakenCountsAsOvertakenHoweverOftenItIsRecorded() {
        Story story = fixture.submitting("a");
        fixture.get(SubmissionLedger.class).uncertain(story, Overdue.SENDER_DIED);
        fixture.get(AdoptionLedger.class).adopted(fixture.claimed(fixture.story("a")), "s-other",
                TestLedger.service("s-other"), fixture.deadline());
        fixture.loseTheNextAnswer();

        assertThat(fixture.get(SubmissionLedger.class).submitted(story, "s-1", TestLedger.service("s-1"),
                fixture.deadline(),
                fixture.now())).isFalse();
    }

    @Test
    void aClaimThatWasRecordedUnheardHasNoWorkerAndComesFree() {
        fixture.accepted("a", TestLedger.REQUEST);
        Clock now = new MovableClock(fixture.now());
        Claims claims = new Claims(fixture.get(Sql.class), fixture.get(Transactions.class), new Replica(),
                fixture.get(DueTimes.class), now);
        DueStories unheard = new DueStories(new Unheard(fixture), claims, fixture.get(DueTimes.class), now);
        assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(() -> unheard.due(StoryState.ACCEPTED, 1));
        assertThat(fixture.get(DueStories.class).due(StoryState.ACCEPTED, 1)).isEmpty();

        fixture.later(Claims.RENEWAL);
        claims.renew();
        fixture.later(LONGER_THAN_A_LEASE.minus(Claims.RENEWAL));

        assertThat(fixture.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    /** Does all it is told; its first answer gets lost. */
    private static final class Unheard extends Sql {

        private final AtomicBoolean lost = new AtomicBoolean();

        Unheard(TestLedger fixture) {
            super(fixture.get(DataSource.class), fixture.get(LedgerAvailability.class),
                    fixture.get(StoryreelSettings.class));
        }

        @Override
        public List<Story> changedStories(String update, String order, MapSqlParameterSource parameters) {
            return unheard(super.changedStories(update, order, parameters));
        }

        private <T> T unheard(T answer) {
            if (lost.compareAndSet(false, true)) {
                throw new LedgerUnavailable("the answer was lost");
            }
            return answer;
        }
    }
}
