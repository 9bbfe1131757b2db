package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
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

    private static final StoredVideo VIDEO = new StoredVideo("b", "k.mp4", 7, "0".repeat(64), "etag");

    private final TestLedger house = TestLedger.fresh();

    private final StoryLedger ledger = house.get(StoryLedger.class);

    @AfterEach
    void close() {
        house.close();
    }

    /** One of the ledger's moves. */
    interface Move {
        boolean of(StoryLedger ledger, Story story, TestLedger house);
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
                move("held", (l, s, h) -> l.held(s, new DailyBudget.Refusal(WHY, h.now())), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
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
            Story story = inState(state.inResult(), state, house);
            Story before = house.story(story.requestId());

            assertThat(move.of(ledger, story, house)).as("from %s", state).isEqualTo(from.contains(state));
            if (!from.contains(state)) {
                assertThat(house.story(story.requestId())).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("movesThatNeedTheLease")
    void aStoryThatHasBeenClaimedAnewIsNotMovedByItsOldClaim(Move move, Set<StoryState> from) {
        for (StoryState state : from) {
            for (TestLedger claimer : new TestLedger[] {house, house.anotherProcess()}) {
                String requestId = state.inResult() + (claimer == house ? "-ours" : "-theirs");
                Story old = inState(requestId, state, house);
                house.later(Claims.LEASE.plusMillis(1));
                claimer.claimed(old);
                Story before = house.story(requestId);

                assertThat(move.of(ledger, old, house)).as("claimed anew, %s", requestId).isFalse();
                assertThat(house.story(requestId)).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("movesOfTheJoin")
    void aJoinMovesAStoryOnWhoeverHasClaimedItButOnlyTheStoryOfItsBatch(Move move, Set<StoryState> from) {
        Story theirs = inState("theirs", StoryState.GENERATING, house.anotherProcess());
        Story ofAnotherBatch = inState("other", StoryState.GENERATING, house);
        set("other", "story_id", "s-2");

        assertThat(move.of(ledger, theirs, house)).isTrue();
        assertThat(move.of(ledger, ofAnotherBatch, house)).isFalse();
    }

    @Test
    void aJoinThatComesTwiceActsOnce() {
        Story story = house.generating("a", "s-1");

        assertThat(ledger.delivering("a", "s-1", "https://one", story.service(), null)).isTrue();
        assertThat(ledger.delivering("a", "s-1", "https://two", story.service(), null)).isFalse();
        assertThat(house.story("a").videoUrl()).isEqualTo("https://one");
    }

    @Test
    void whileSubmissionsArePausedOnlyTheProbeIsSent() {
        house.get(CreditGate.class).close();
        Story first = house.claimed(house.accepted("a", TestLedger.REQUEST));
        Story second = house.claimed(house.accepted("b", TestLedger.REQUEST));

        assertThat(ledger.startSubmitting(first, false, "token-a")).isFalse();
        assertThat(ledger.startSubmitting(second, true, "token-b")).isTrue();
    }

    @Test
    void anAnswerThatCameAfterOurLeaseRanOutIsNotLost() {
        Story slow = house.submitting("a");
        house.later(Claims.LEASE.plusSeconds(1));
        assertThat(house.get(Overdue.class).lostSubmissions()).isOne();

        assertThat(ledger.submitted(slow, "s-1", TestLedger.service("s-1"), house.deadline(), house.now())).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.error()).isNull();
        assertThat(story.reportAt()).isNull();
        assertThat(story.finishedAt()).isNull();
    }

    @Test
    void anAnswerThatCameAfterAnAdoptionChangesNothing() {
        Story slow = house.submitting("a");
        house.later(Claims.LEASE.plusSeconds(1));
        house.get(Overdue.class).lostSubmissions();
        Story claimed = house.claimed(house.story("a"));
        ledger.adopted(claimed, "s-adopted", TestLedger.service("s-adopted"), house.deadline());

        assertThat(ledger.submitted(slow, "s-late", TestLedger.service("s-late"), house.deadline(), house.now()))
                .isFalse();
        assertThat(house.story("a").storyId()).isEqualTo("s-adopted");
    }

    @Test
    void aStoryThatAnotherRequestHoldsIsNotAdopted() {
        house.generating("holder", "s-1");
        Story lost = house.claimed(house.uncertain("lost"));

        assertThat(ledger.adopted(lost, "s-1", TestLedger.service("s-1"), house.deadline())).isFalse();
        assertThat(ledger.adopted(lost, "s-2", TestLedger.service("s-2"), house.deadline())).isTrue();
    }

    @Test
    void anAdoptedStorysDeadlineStartsAtItsAdoption() {
        Story lost = house.claimed(house.uncertain("a"));
        house.later(Duration.ofHours(5));
        lost = house.claimed(house.story("a"));

        ledger.adopted(lost, "s-1", TestLedger.service("s-1"), house.deadline());

        assertThat(house.story("a").deadlineAt()).isEqualTo(TestLedger.START.plus(Duration.ofHours(11)));
        assertThat(house.story("a").submittedAt()).isEqualTo(house.now());
    }

    @Test
    void concatIsBegunOnceInAStorysLifeUnlessItWasRefused() {
        Story story = house.claimed(house.generating("a", "s-1"));

        assertThat(ledger.startComposing(story)).isTrue();
        assertThat(ledger.startComposing(story)).isFalse();
        ledger.composeLater(story, WHY, house.now(), house.now());
        assertThat(ledger.startComposing(house.claimed(house.story("a")))).isTrue();
    }

    @Test
    void aMoveLetsGoOfTheStoryAndNotesItsError() {
        Story story = house.claimed(house.generating("a", "s-1"));

        ledger.askAgain(story, WHY, house.now(), house.now().plusSeconds(9));

        Story asked = house.story("a");
        assertThat(asked.error()).isEqualTo(WHY);
        assertThat(asked.attempts()).isOne();
        house.later(Duration.ofSeconds(8));
        assertThat(house.get(Claims.class).due(StoryState.GENERATING, 1)).isEmpty();
        house.later(Duration.ofSeconds(1));
        assertThat(house.get(Claims.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void whateverTheServiceSaysCanBeKept() {
        Story story = house.claimed(house.generating("a", "s-1"));
        StoryError odd = new StoryError(ErrorCode.GENERATION_FAILED, "a\0b \ud83d\ude00 \ud83d", Stage.TRACK, null);

        assertThat(ledger.generationFailed("a", "s-1", TestLedger.service("s-1").put("message", odd.message()), null,
                odd)).isTrue();

        Story kept = house.story("a");
        assertThat(kept.error().message()).startsWith("a\ufffdb \ud83d\ude00 ");
        assertThat(kept.service().path("message").asText()).startsWith("a\0b \ud83d\ude00 ");
        assertThat(house.get(StoryQueries.class).story("a\0b")).isEmpty();
    }

    @Test
    void whatAStoryHasCostIsKeptWhereALaterAnswerDoesNotTellIt() {
        Story walking = house.submitting("walking", Step.STORYBOARD);
        ledger.nextStep(walking, Step.SCENES, "s-0", TestLedger.service("s-0"), new BigDecimal("12.5"));
        walking = house.claimed(house.story("walking"));
        ledger.startSubmitting(walking, false, "token");
        ledger.review(walking, Step.VIDEOS, "s-0", TestLedger.service("s-0"), null);
        assertThat(house.story("walking").usedCredits()).isEqualByComparingTo("12.5");

        for (String end : new String[] {"delivering", "failed"}) {
            Story story = house.claimed(house.generating(end, "s-" + end));
            ledger.stillGenerating(story, story.service(), 5, BigDecimal.TEN, null, house.now(), house.now());
            story = house.claimed(house.story(end));
            ledger.stillGenerating(story, story.service(), 6, null, null, house.now(), house.now());
            assertThat(house.story(end).usedCredits()).isEqualByComparingTo("10");
            assertThat(end.equals("failed") ? ledger.generationFailed(end, "s-" + end, story.service(), null, WHY)
                    : ledger.delivering(end, "s-" + end, "https://v", story.service(), null)).isTrue();
            assertThat(house.story(end).usedCredits()).isEqualByComparingTo("10");
        }
    }

    @Test
    void aReportIsNotDoneWhenANewerOutcomeCameInBetween() {
        house.uncertain("a");
        Story reporting = house.get(Claims.class).dueReports(1).get(0);
        ledger.adopted(reporting, "s-1", TestLedger.service("s-1"), house.deadline());
        house.later(Duration.ofSeconds(1));
        ledger.generationFailed("a", "s-1", TestLedger.service("s-1"), null, WHY);

        assertThat(ledger.reported(reporting)).isFalse();
        assertThat(ledger.reportAgain(reporting, null, house.now().plusSeconds(60))).isFalse();

        Story newer = house.get(Claims.class).dueReports(1).get(0);
        assertThat(newer.state()).isEqualTo(StoryState.FAILED);
        assertThat(ledger.reported(newer)).isTrue();
        assertThat(house.story("a").reportedAt()).isEqualTo(house.now());
        assertThat(house.get(Claims.class).dueReports(1)).isEmpty();
    }

    /** A claimed story that the database says is in that state. */
    private Story inState(String requestId, StoryState state, TestLedger claimer) {
        house.accepted(requestId, "{\"mode\":\"advanced\",\"idea\":\"i\"}");
        set(requestId, "state", state.inResult());
        set(requestId, "story_id", state == StoryState.UNCERTAIN ? null : "s-1");
        return claimer.claimed(house.story(requestId));
    }

    private void set(String requestId, String column, String value) {
        house.get(Sql.class).count("UPDATE story SET " + column + " = :value WHERE request_id = :id",
                new MapSqlParameterSource("value", value).addValue("id", requestId));
    }
}
