package io.storyreel.ledger;

import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerAway;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.settings.StoryreelSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A database that goes away under the ledger, and one whose answer is lost. */
@OnEachDatabase
class LedgerAwayTest {

    private static final Duration LONGER_THAN_A_LEASE = Claims.LEASE.plusMillis(1);

    private final TestLedger house = TestLedger.fresh();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whoAsksIsToldInOneLineAndOfNoInnerCauseThatCouldBeTakenForAnotherFault() {
        house.goAway();

        assertThatExceptionOfType(LedgerAway.class).isThrownBy(() -> house.story("a")).withNoCause()
                .satisfies(away -> assertThat(away.getMessage()).hasLineCount(1));
        assertThatExceptionOfType(LedgerAway.class).isThrownBy(
                () -> house.get(Claims.class).due(StoryState.ACCEPTED, 1)).withNoCause();
        assertThatExceptionOfType(LedgerAway.class).isThrownBy(() -> house.accepted("a", TestLedger.REQUEST))
                .withNoCause();
    }

    @Test
    void whatAWorkerHasFoundOutIsRecordedWhenTheLedgerIsThereAgain() throws Exception {
        Story story = house.submitting("a");
        house.goAway();
        CompletableFuture<Boolean> recorded = CompletableFuture.supplyAsync(() -> house.get(StoryLedger.class)
                .submitted(story, "s-1", TestLedger.service("s-1"), house.deadline(), house.now()));
        await().during(Duration.ofMillis(700)).until(() -> !recorded.isDone());

        house.comeBack();

        assertThat(recorded.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(house.story("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void aStoryThatMeetsA402WhileTheLedgerIsAwayWaitsBehindAClosedGate() throws Exception {
        Story story = house.submitting("a");
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        CreditGate gate = house.get(CreditGate.class);
        house.goAway();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(
                () -> gate.close(() -> house.get(StoryLedger.class).awaitsCredit(story, noCredit)));
        await().during(Duration.ofMillis(700)).until(() -> !closed.isDone());

        house.comeBack();

        closed.get(20, TimeUnit.SECONDS);
        assertThat(gate.isClosed()).isTrue();
        assertThat(house.story("a").state()).isEqualTo(StoryState.WAITING_CREDIT);
    }

    @Test
    void whoeverLivesHasALeasesTimeToRenewAfterItsReturnBeforeASubmissionCountsAsLost() {
        Overdue elsewhere = house.anotherProcess().get(Overdue.class);
        house.submitting("a");
        house.later(Duration.ofMinutes(1));
        house.goAway();
        assertThatExceptionOfType(LedgerAway.class).isThrownBy(elsewhere::lostSubmissions);
        house.comeBack();

        assertThat(elsewhere.lostSubmissions()).isZero();
        house.get(Claims.class).renew();
        house.later(LONGER_THAN_A_LEASE.minusSeconds(2));
        house.get(Claims.class).renew();
        house.later(Duration.ofSeconds(2));
        assertThat(elsewhere.lostSubmissions()).isZero();

        house.later(LONGER_THAN_A_LEASE);
        assertThat(elsewhere.lostSubmissions()).isOne();
    }

    @Test
    void aSubmissionWhoseBeginningWasRecordedUnheardIsBegunAllTheSame() {
        Story story = house.claimed(house.accepted("a", TestLedger.REQUEST));
        MovableClock clock = new MovableClock(house.now());
        Unheard sql = new Unheard(house);
        StoryLedger hardOfHearing = new StoryLedger(sql, house.get(Claims.class), house.get(DueTimes.class),
                house.get(Durability.class), new DailyBudget(sql, house.get(DueTimes.class), clock,
                        house.get(StoryreelSettings.class)), clock);

        assertThat(hardOfHearing.startSubmitting(story, false, "token")).isTrue();

        assertThat(house.story("a").state()).isEqualTo(StoryState.SUBMITTING);
        assertThat(hardOfHearing.startSubmitting(story, false, "token")).isFalse();
    }

    @Test
    void aClaimThatWasRecordedUnheardHasNoWorkerAndComesFree() {
        house.accepted("a", TestLedger.REQUEST);
        Claims claims = new Claims(new Unheard(house), new Replica(), house.get(DueTimes.class),
                new MovableClock(house.now()), house.get(StoryreelSettings.class));
        assertThatExceptionOfType(LedgerAway.class).isThrownBy(() -> claims.due(StoryState.ACCEPTED, 1));
        assertThat(house.get(Claims.class).due(StoryState.ACCEPTED, 1)).isEmpty();

        house.later(Claims.RENEWAL);
        claims.renew();
        house.later(LONGER_THAN_A_LEASE.minus(Claims.RENEWAL));

        assertThat(house.get(Claims.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    /** Does all it is told; its first answer gets lost. */
    private static final class Unheard extends Sql {

        private final AtomicBoolean lost = new AtomicBoolean();

        Unheard(TestLedger house) {
            super(house.get(DataSource.class), house.get(LedgerContact.class), house.get(StoryreelSettings.class));
        }

        @Override
        boolean changed(String update, MapSqlParameterSource parameters) {
            return unheard(super.changed(update, parameters));
        }

        @Override
        <T> T inTransaction(Supplier<T> work) {
            return unheard(super.inTransaction(work));
        }

        @Override
        List<Story> changedStories(String update, String order, MapSqlParameterSource parameters) {
            return unheard(super.changedStories(update, order, parameters));
        }

        private <T> T unheard(T answer) {
            // Within a transaction it would be undone with the rest.
            if (!TransactionSynchronizationManager.isActualTransactionActive() && lost.compareAndSet(false, true)) {
                throw new LedgerAway("the answer was lost");
            }
            return answer;
        }
    }
}
