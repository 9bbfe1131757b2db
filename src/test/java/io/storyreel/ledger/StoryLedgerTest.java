package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Step;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Every UPDATE that moves a story, on the real database: from which states, by whom, and what it leaves behind. */
@OnEachDatabase
class StoryLedgerTest {

    private static final StoryError WHY = new StoryError(ErrorCode.API_UNAVAILABLE, "busy", Stage.TRACK, 503);

    private static final LocalDate TODAY = LocalDate.ofInstant(TestLedger.START, ZoneOffset.UTC);

    private static final StoredVideo VIDEO = new StoredVideo("b", "k.mp4", 7, "0".repeat(64), "etag");

    private final TestLedger fixture = TestLedger.fresh();

    private final StoryLedger ledger = fixture.get(StoryLedger.class);

    @AfterEach
    void close() {
        fixture.close();
    }

    /** One of the ledger's moves. */
    interface Move {
        boolean of(StoryLedger ledger, Story story, TestLedger fixture);
    }

    static Stream<Arguments> movesThatNeedTheLease() {
        return Stream.of(
                move("startSubmitting", (l, s, h) -> l.startSubmitting(s, false, s.requestId()), StoryState.ACCEPTED),
                move("startSubmitting a probe", (l, s, h) -> l.startSubmitting(s, true, s.requestId()),
                        StoryState.ACCEPTED, StoryState.WAITING_CREDIT),
                move("acceptedAgain", (l, s, h) -> l.acceptedAgain(s, WHY, h.now()), StoryState.SUBMITTING),
                move("acceptedUncertain", (l, s, h) -> l.acceptedUncertain(s, WHY, h.now()), StoryState.SUBMITTING),
                move("putOff", (l, s, h) -> l.putOff(s, WHY, h.now()), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
                move("notReady", (l, s, h) -> l.notReady(s, WHY, h.now()), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
                move("held", (l, s, h) -> l.held(s, new DailyBudget.Refusal(WHY, TODAY, BigDecimal.ONE)),
                        StoryState.ACCEPTED, StoryState.WAITING_CREDIT),
                move("nextStep", (l, s, h) -> l.nextStep(s, Step.ELEMENTS, "s-1", TestLedger.service("s-1"),
                        BigDecimal.ONE),
                        StoryState.SUBMITTING),
                move("review", (l, s, h) -> l.review(s, Step.ELEMENTS, "s-1", TestLedger.service("s-1"),
                        BigDecimal.ONE),
                        StoryState.SUBMITTING),
                move("awaitsCredit", (l, s, h) -> l.awaitsCredit(s, WHY), StoryState.SUBMITTING),
                move("uncertain", (l, s, h) -> l.uncertain(s, WHY), StoryState.SUBMITTING),
                move("stillUncertain", (l, s, h) -> l.stillUncertain(s, "words", null), StoryState.UNCERTAIN),
                move("notShown", (l, s, h) -> l.notShown(s, "words", null), StoryState.UNCERTAIN),
                move("notThereAgain", (l, s, h) -> l.notThereAgain(s, WHY, h.now()), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
                move("adopted", (l, s, h) -> l.adopted(s, "s-9", TestLedger.service("s-9"), h.deadline()),
                        StoryState.UNCERTAIN),
                move("stillGenerating", (l, s, h) -> l.stillGenerating(s, TestLedger.service("s-1"), 5, BigDecimal.ONE,
                        null, h.now(), h.now()), StoryState.GENERATING),
                move("askAgain", (l, s, h) -> l.askAgain(s, WHY, h.now(), h.now()), StoryState.GENERATING),
                move("notFoundAgain", (l, s, h) -> l.notFoundAgain(s, WHY, h.now(), h.now()), StoryState.GENERATING),
                move("notFoundAtLast", (l, s, h) -> l.notFoundAtLast(s, WHY, 0), StoryState.GENERATING),
                move("startComposing", (l, s, h) -> l.startComposing(s), StoryState.GENERATING),
                move("composeLater", (l, s, h) -> l.composeLater(s, WHY, h.now(), h.now()), StoryState.GENERATING),
                move("freshAddress", (l, s, h) -> l.freshAddress(s, "https://x", TestLedger.service("s-1")),
                        StoryState.DELIVERING),
                move("deliverAgain", (l, s, h) -> l.deliverAgain(s, WHY, h.now()), StoryState.DELIVERING),
                move("delivered", (l, s, h) -> l.delivered(s, VIDEO), StoryState.DELIVERING),
                move("failed from submitting", (l, s, h) -> l.failed(s, StoryState.SUBMITTING, WHY),
                        StoryState.SUBMITTING),
                move("stepFailed", (l, s, h) -> l.stepFailed(s, BigDecimal.ONE, WHY), StoryState.SUBMITTING),
                move("failed from delivering", (l, s, h) -> l.failed(s, StoryState.DELIVERING, WHY),
                        StoryState.DELIVERING));
    }

    static Stream<Arguments> movesOfTheJoin() {
        return Stream.of(
                move("delivering", (l, s, h) -> l.delivering(s.requestId(), "s-1", "https://x",
                        TestLedger.service("s-1"), null), StoryState.GENERATING),
                move("generationFailed", (l, s, h) -> l.generationFailed(s.requestId(), "s-1",
                        TestLedger.service("s-1"), null, WHY), StoryState.GENERATING));
    }

    private static Arguments move(String name, Move move, StoryState first, StoryState... more) {
        return Arguments.of(Named.of(name, move), EnumSet.of(first, more));
    }

    @ParameterizedTest
    @MethodSource({"movesThatNeedTheLease", "movesOfTheJoin"})
    void aMoveIsMadeFromTheStatesItNamesAndFromNoOther(Move move, Set<StoryState> from) {
        for (StoryState state : StoryState.values()) {
            Story story = inState(state.wireName(), state, fixture);
            Story before = fixture.story(story.requestId());

            assertThat(move.of(ledger, story, fixture)).as("from %s", state).isEqualTo(from.contains(state));
            if (!from.contains(state)) {
                assertThat(fixture.story(story.requestId())).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("movesThatNeedTheLease")
    void aStoryThatHasBeenClaimedAnewIsNotMovedByItsOldClaim(Move move, Set<StoryState> from) {
        for (StoryState state : from) {
            for (TestLedger claimer : new TestLedger[] {fixture, fixture.anotherProcess()}) {
                String requestId = state.wireName() + (claimer == fixture ? "-ours" : "-theirs");
                Story old = inState(requestId, state, fixture);
                fixture.later(Claims.LEASE.plusMillis(1));
                claimer.claimed(old);
                Story before = fixture.story(requestId);

                assertThat(move.of(ledger, old, fixture)).as("claimed anew, %s", requestId).isFalse();
                assertThat(fixture.story(requestId)).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("movesOfTheJoin")
    void aJoinMovesAStoryOnWhoeverHasClaimedItButOnlyTheStoryOfItsBatch(Move move, Set<StoryState> from) {
        Story theirs = inState("theirs", StoryState.GENERATING, fixture.anotherProcess());
        Story ofAnotherBatch = inState("other", StoryState.GENERATING, fixture);
        set("other", "story_id", "s-2");

        assertThat(move.of(ledger, theirs, fixture)).isTrue();
        assertThat(move.of(ledger, ofAnotherBatch, fixture)).isFalse();
    }

    @Test
    void aJoinThatComesTwiceActsOnce() {
        Story story = fixture.generating("a", "s-1");

        assertThat(ledger.delivering("a", "s-1", "https://one", story.service(), null)).isTrue();
        assertThat(ledger.delivering("a", "s-1", "https://two", story.service(), null)).isFalse();
        assertThat(fixture.story("a").videoUrl()).isEqualTo("https://one");
    }

    @Test
    void whileSubmissionsArePausedOnlyTheProbeIsSent() {
        fixture.get(CreditGate.class).close();
        Story first = fixture.claimed(fixture.accepted("a", TestLedger.REQUEST));
        Story second = fixture.claimed(fixture.accepted("b", TestLedger.REQUEST));

        assertThat(ledger.startSubmitting(first, false, "token-a")).isFalse();
        assertThat(ledger.startSubmitting(second, true, "token-b")).isTrue();
    }

    @Test
    void anAnswerThatCameAfterOurLeaseRanOutIsNotLost() {
        Story slow = fixture.submitting("a");
        fixture.later(Claims.LEASE.plusSeconds(1));
        assertThat(fixture.get(Overdue.class).lostSubmissions()).isOne();

        assertThat(ledger.submitted(slow, "s-1", TestLedger.service("s-1"), fixture.deadline(),
                fixture.now())).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.error()).isNull();
        assertThat(story.reportAt()).isNull();
        assertThat(story.finishedAt()).isNull();
    }

    @Test
    void anAnswerThatCameAfterAnAdoptionChangesNothing() {
        Story slow = fixture.submitting("a");
        fixture.later(Claims.LEASE.plusSeconds(1));
        fixture.get(Overdue.class).lostSubmissions();
        Story claimed = fixture.claimed(fixture.story("a"));
        ledger.adopted(claimed, "s-adopted", TestLedger.service("s-adopted"), fixture.deadline());

        assertThat(ledger.submitted(slow, "s-late", TestLedger.service("s-late"), fixture.deadline(), fixture.now()))
                .isFalse();
        assertThat(fixture.story("a").storyId()).isEqualTo("s-adopted");
    }

    @Test
    void aStoryThatAnotherRequestHoldsIsNotAdopted() {
        fixture.generating("holder", "s-1");
        Story lost = fixture.claimed(fixture.uncertain("lost"));

        assertThat(ledger.adopted(lost, "s-1", TestLedger.service("s-1"), fixture.deadline())).isFalse();
        assertThat(ledger.adopted(lost, "s-2", TestLedger.service("s-2"), fixture.deadline())).isTrue();
    }

    @Test
    void anAdoptedStorysDeadlineStartsAtItsAdoption() {
        Story lost = fixture.claimed(fixture.uncertain("a"));
        fixture.later(Duration.ofHours(5));
        lost = fixture.claimed(fixture.story("a"));

        ledger.adopted(lost, "s-1", TestLedger.service("s-1"), fixture.deadline());

        assertThat(fixture.story("a").deadlineAt()).isEqualTo(TestLedger.START.plus(Duration.ofHours(11)));
        assertThat(fixture.story("a").submittedAt()).isEqualTo(fixture.now());
    }

    @Test
    void concatIsBegunOnceInAStorysLifeUnlessItWasRefused() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));

        assertThat(ledger.startComposing(story)).isTrue();
        assertThat(ledger.startComposing(story)).isFalse();
        ledger.composeLater(story, WHY, fixture.now(), fixture.now());
        assertThat(ledger.startComposing(fixture.claimed(fixture.story("a")))).isTrue();
    }

    @Test
    void aMoveLetsGoOfTheStoryAndNotesItsError() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));

        ledger.askAgain(story, WHY, fixture.now(), fixture.now().plusSeconds(9));

        Story asked = fixture.story("a");
        assertThat(asked.error()).isEqualTo(WHY);
        assertThat(asked.attempts()).isOne();
        fixture.later(Duration.ofSeconds(8));
        assertThat(fixture.get(Claims.class).due(StoryState.GENERATING, 1)).isEmpty();
        fixture.later(Duration.ofSeconds(1));
        assertThat(fixture.get(Claims.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void whateverTheServiceSaysCanBeKept() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));
        StoryError odd = new StoryError(ErrorCode.GENERATION_FAILED, "a\0b \ud83d\ude00 \ud83d", Stage.TRACK, null);

        assertThat(ledger.generationFailed("a", "s-1", TestLedger.service("s-1").put("message", odd.message()), null,
                odd)).isTrue();

        Story kept = fixture.story("a");
        assertThat(kept.error().message()).startsWith("a\ufffdb \ud83d\ude00 ");
        assertThat(kept.service().path("message").asText()).startsWith("a\0b \ud83d\ude00 ");
        assertThat(fixture.get(StoryQueries.class).story("a\0b")).isEmpty();
    }

    @Test
    void whatAStoryHasCostIsKeptWhereALaterAnswerDoesNotTellIt() {
        Story walking = fixture.submitting("walking", Step.STORYBOARD);
        ledger.nextStep(walking, Step.SCENES, "s-0", TestLedger.service("s-0"), new BigDecimal("12.5"));
        walking = fixture.claimed(fixture.story("walking"));
        ledger.startSubmitting(walking, false, "token");
        ledger.review(walking, Step.VIDEOS, "s-0", TestLedger.service("s-0"), null);
        assertThat(fixture.story("walking").usedCredits()).isEqualByComparingTo("12.5");

        for (String end : new String[] {"delivering", "failed"}) {
            Story story = fixture.claimed(fixture.generating(end, "s-" + end));
            ledger.stillGenerating(story, story.service(), 5, BigDecimal.TEN, null, fixture.now(), fixture.now());
            story = fixture.claimed(fixture.story(end));
            ledger.stillGenerating(story, story.service(), 6, null, null, fixture.now(), fixture.now());
            assertThat(fixture.story(end).usedCredits()).isEqualByComparingTo("10");
            assertThat(end.equals("failed") ? ledger.generationFailed(end, "s-" + end, story.service(), null, WHY)
                    : ledger.delivering(end, "s-" + end, "https://v", story.service(), null)).isTrue();
            assertThat(fixture.story(end).usedCredits()).isEqualByComparingTo("10");
        }
    }

    @Test
    void aReportIsNotDoneWhenANewerOutcomeCameInBetween() {
        fixture.uncertain("a");
        Story reporting = fixture.get(Claims.class).dueReports(1).get(0);
        ledger.adopted(reporting, "s-1", TestLedger.service("s-1"), fixture.deadline());
        fixture.later(Duration.ofSeconds(1));
        ledger.generationFailed("a", "s-1", TestLedger.service("s-1"), null, WHY);

        assertThat(ledger.reported(reporting)).isFalse();
        assertThat(ledger.reportAgain(reporting, null, fixture.now().plusSeconds(60))).isFalse();

        Story newer = fixture.get(Claims.class).dueReports(1).get(0);
        assertThat(newer.state()).isEqualTo(StoryState.FAILED);
        assertThat(ledger.reported(newer)).isTrue();
        assertThat(fixture.story("a").reportedAt()).isEqualTo(fixture.now());
        assertThat(fixture.get(Claims.class).dueReports(1)).isEmpty();
    }

    /** A claimed story that the database says is in that state. */
    private Story inState(String requestId, StoryState state, TestLedger claimer) {
        fixture.accepted(requestId, "{\"mode\":\"advanced\",\"idea\":\"i\"}");
        set(requestId, "state", state.wireName());
        set(requestId, "story_id", state == StoryState.UNCERTAIN ? null : "s-1");
        return claimer.claimed(fixture.story(requestId));
    }

    private void set(String requestId, String column, String value) {
        fixture.get(Sql.class).count("UPDATE story SET " + column + " = :value WHERE request_id = :id",
                new MapSqlParameterSource("value", value).addValue("id", requestId));
    }
}
