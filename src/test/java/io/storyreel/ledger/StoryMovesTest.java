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
import io.storyreel.ledger.claim.DueStories;
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
class StoryMovesTest {

    private static final StoryError WHY = new StoryError(ErrorCode.API_UNAVAILABLE, "busy", Stage.TRACK, 503);

    private static final LocalDate TODAY = LocalDate.ofInstant(TestLedger.START, ZoneOffset.UTC);

    private static final StoredVideo VIDEO = new StoredVideo("b", "k.mp4", 7, "0".repeat(64), "etag");

    private final TestLedger fixture = TestLedger.fresh();

    private final SubmissionLedger submissions = fixture.get(SubmissionLedger.class);
    private final StepLedger steps = fixture.get(StepLedger.class);
    private final AdoptionLedger adoptions = fixture.get(AdoptionLedger.class);
    private final TrackingLedger tracking = fixture.get(TrackingLedger.class);
    private final ReportLedger reports = fixture.get(ReportLedger.class);

    @AfterEach
    void close() {
        fixture.close();
    }

    /** One of the ledger's moves. */
    interface Move {
        boolean of(TestLedger here, Story story);
    }

    static Stream<Arguments> movesThatNeedTheLease() {
        return Stream.of(
                move("startSubmitting",
                        (h, s) -> h.get(SubmissionLedger.class).startSubmitting(s, false, s.requestId()),
                        StoryState.ACCEPTED),
                move("startSubmitting a probe",
                        (h, s) -> h.get(SubmissionLedger.class).startSubmitting(s, true, s.requestId()),
                        StoryState.ACCEPTED, StoryState.WAITING_CREDIT),
                move("acceptedAgain",
                        (h, s) -> h.get(SubmissionLedger.class).acceptedAgain(s, WHY, h.now()), StoryState.SUBMITTING),
                move("acceptedUncertain",
                        (h, s) -> h.get(SubmissionLedger.class).acceptedUncertain(s, WHY, h.now()),
                        StoryState.SUBMITTING),
                move("putOff",
                        (h, s) -> h.get(PostponementLedger.class).putOff(s, WHY, h.now()), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
                move("notReady",
                        (h, s) -> h.get(PostponementLedger.class).notReady(s, WHY, h.now()), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
                move("held",
                        (h, s) -> h.get(PostponementLedger.class).held(s, new DailyBudget.Refusal(WHY, TODAY,
                        BigDecimal.ONE)), StoryState.ACCEPTED, StoryState.WAITING_CREDIT),
                move("nextStep",
                        (h, s) -> h.get(StepLedger.class).nextStep(s, Step.ELEMENTS, "s-1", TestLedger.service("s-1"),
                        BigDecimal.ONE), StoryState.SUBMITTING),
                move("review",
                        (h, s) -> h.get(StepLedger.class).review(s, Step.ELEMENTS, "s-1", TestLedger.service("s-1"),
                        BigDecimal.ONE), StoryState.SUBMITTING),
                move("awaitsCredit",
                        (h, s) -> h.get(SubmissionLedger.class).awaitsCredit(s, WHY), StoryState.SUBMITTING),
                move("uncertain", (h, s) -> h.get(SubmissionLedger.class).uncertain(s, WHY), StoryState.SUBMITTING),
                move("stillUncertain",
                        (h, s) -> h.get(AdoptionLedger.class).stillUncertain(s, "words", null), StoryState.UNCERTAIN),
                move("notShown",
                        (h, s) -> h.get(AdoptionLedger.class).notShown(s, "words", null), StoryState.UNCERTAIN),
                move("notThereAgain",
                        (h, s) -> h.get(PostponementLedger.class).notThereAgain(s, WHY, h.now()), StoryState.ACCEPTED,
                        StoryState.WAITING_CREDIT),
                move("adopted",
                        (h, s) -> h.get(AdoptionLedger.class).adopted(s, "s-9", TestLedger.service("s-9"),
                        h.deadline()), StoryState.UNCERTAIN),
                move("stillGenerating",
                        (h, s) -> h.get(TrackingLedger.class).stillGenerating(s, TestLedger.service("s-1"), 5,
                        BigDecimal.ONE, null, h.now(), h.now()), StoryState.GENERATING),
                move("askAgain",
                        (h, s) -> h.get(TrackingLedger.class).askAgain(s, WHY, h.now(), h.now()),
                        StoryState.GENERATING),
                move("notFoundAgain",
                        (h, s) -> h.get(TrackingLedger.class).notFoundAgain(s, WHY, h.now(), h.now()),
                        StoryState.GENERATING),
                move("notFoundAtLast",
                        (h, s) -> h.get(TrackingLedger.class).notFoundAtLast(s, WHY, 0), StoryState.GENERATING),
                move("startComposing", (h, s) -> h.get(TrackingLedger.class).startComposing(s), StoryState.GENERATING),
                move("composeLater",
                        (h, s) -> h.get(TrackingLedger.class).composeLater(s, WHY, h.now(), h.now()),
                        StoryState.GENERATING),
                move("freshAddress",
                        (h, s) -> h.get(DeliveryLedger.class).freshAddress(s, "https://x", TestLedger.service("s-1")),
                        StoryState.DELIVERING),
                move("deliverAgain",
                        (h, s) -> h.get(DeliveryLedger.class).deliverAgain(s, WHY, h.now()), StoryState.DELIVERING),
                move("delivered", (h, s) -> h.get(DeliveryLedger.class).delivered(s, VIDEO), StoryState.DELIVERING),
                move("failed from submitting",
                        (h, s) -> h.get(SubmissionLedger.class).failed(s, StoryState.SUBMITTING, WHY),
                        StoryState.SUBMITTING),
                move("stepFailed",
                        (h, s) -> h.get(StepLedger.class).stepFailed(s, BigDecimal.ONE, WHY), StoryState.SUBMITTING),
                move("failed from delivering",
                        (h, s) -> h.get(DeliveryLedger.class).failed(s, WHY), StoryState.DELIVERING));
    }

    static Stream<Arguments> movesOfTheJoin() {
        return Stream.of(
                move("delivering",
                        (h, s) -> h.get(TrackingLedger.class).delivering(s.requestId(), "s-1", "https://x",
                        TestLedger.service("s-1"), null), StoryState.GENERATING),
                move("generationFailed",
                        (h, s) -> h.get(TrackingLedger.class).generationFailed(s.requestId(), "s-1",
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

            assertThat(move.of(fixture, story)).as("from %s", state).isEqualTo(from.contains(state));
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

                assertThat(move.of(fixture, old)).as("claimed anew, %s", requestId).isFalse();
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

        assertThat(move.of(fixture, theirs)).isTrue();
        assertThat(move.of(fixture, ofAnotherBatch)).isFalse();
    }

    @Test
    void aJoinThatComesTwiceActsOnce() {
        Story story = fixture.generating("a", "s-1");

        assertThat(tracking.delivering("a", "s-1", "https://one", story.service(), null)).isTrue();
        assertThat(tracking.delivering("a", "s-1", "https://two", story.service(), null)).isFalse();
        assertThat(fixture.story("a").videoUrl()).isEqualTo("https://one");
    }

    @Test
    void whileSubmissionsArePausedOnlyTheProbeIsSent() {
        fixture.get(CreditGate.class).close();
        Story first = fixture.claimed(fixture.accepted("a", TestLedger.REQUEST));
        Story second = fixture.claimed(fixture.accepted("b", TestLedger.REQUEST));

        assertThat(submissions.startSubmitting(first, false, "token-a")).isFalse();
        assertThat(submissions.startSubmitting(second, true, "token-b")).isTrue();
    }

    @Test
    void anAnswerThatCameAfterOurLeaseRanOutIsNotLost() {
        Story slow = fixture.submitting("a");
        fixture.later(Claims.LEASE.plusSeconds(1));
        assertThat(fixture.get(Overdue.class).lostSubmissions()).isOne();

        assertThat(submissions.submitted(slow, "s-1", TestLedger.service("s-1"), fixture.deadline(),
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
        adoptions.adopted(claimed, "s-adopted", TestLedger.service("s-adopted"), fixture.deadline());

        assertThat(submissions.submitted(slow, "s-late", TestLedger.service("s-late"), fixture.deadline(),
                fixture.now()))
                .isFalse();
        assertThat(fixture.story("a").storyId()).isEqualTo("s-adopted");
    }

    @Test
    void aStoryThatAnotherRequestHoldsIsNotAdopted() {
        fixture.generating("holder", "s-1");
        Story lost = fixture.claimed(fixture.uncertain("lost"));

        assertThat(adoptions.adopted(lost, "s-1", TestLedger.service("s-1"), fixture.deadline())).isFalse();
        assertThat(adoptions.adopted(lost, "s-2", TestLedger.service("s-2"), fixture.deadline())).isTrue();
    }

    @Test
    void anAdoptedStorysDeadlineStartsAtItsAdoption() {
        Story lost = fixture.claimed(fixture.uncertain("a"));
        fixture.later(Duration.ofHours(5));
        lost = fixture.claimed(fixture.story("a"));

        adoptions.adopted(lost, "s-1", TestLedger.service("s-1"), fixture.deadline());

        assertThat(fixture.story("a").deadlineAt()).isEqualTo(TestLedger.START.plus(Duration.ofHours(11)));
        assertThat(fixture.story("a").submittedAt()).isEqualTo(fixture.now());
    }

    @Test
    void concatIsBegunOnceInAStorysLifeUnlessItWasRefused() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));

        assertThat(tracking.startComposing(story)).isTrue();
        assertThat(tracking.startComposing(story)).isFalse();
        tracking.composeLater(story, WHY, fixture.now(), fixture.now());
        assertThat(tracking.startComposing(fixture.claimed(fixture.story("a")))).isTrue();
    }

    @Test
    void aMoveLetsGoOfTheStoryAndNotesItsError() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));

        tracking.askAgain(story, WHY, fixture.now(), fixture.now().plusSeconds(9));

        Story asked = fixture.story("a");
        assertThat(asked.error()).isEqualTo(WHY);
        assertThat(asked.attempts()).isOne();
        fixture.later(Duration.ofSeconds(8));
        assertThat(fixture.get(DueStories.class).due(StoryState.GENERATING, 1)).isEmpty();
        fixture.later(Duration.ofSeconds(1));
        assertThat(fixture.get(DueStories.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void whateverTheServiceSaysCanBeKept() {
        Story story = fixture.claimed(fixture.generating("a", "s-1"));
        StoryError odd = new StoryError(ErrorCode.GENERATION_FAILED, "a\0b \ud83d\ude00 \ud83d", Stage.TRACK, null);

        assertThat(tracking.generationFailed("a", "s-1", TestLedger.service("s-1").put("message", odd.message()), null,
                odd)).isTrue();

        Story kept = fixture.story("a");
        assertThat(kept.error().message()).startsWith("a\ufffdb \ud83d\ude00 ");
        assertThat(kept.service().path("message").asText()).startsWith("a\0b \ud83d\ude00 ");
        assertThat(fixture.get(StoryQueries.class).story("a\0b")).isEmpty();
    }

    @Test
    void whatAStoryHasCostIsKeptWhereALaterAnswerDoesNotTellIt() {
        Story walking = fixture.submitting("walking", Step.STORYBOARD);
        steps.nextStep(walking, Step.SCENES, "s-0", TestLedger.service("s-0"), new BigDecimal("12.5"));
        walking = fixture.claimed(fixture.story("walking"));
        submissions.startSubmitting(walking, false, "token");
        steps.review(walking, Step.VIDEOS, "s-0", TestLedger.service("s-0"), null);
        assertThat(fixture.story("walking").usedCredits()).isEqualByComparingTo("12.5");

        for (String end : new String[] {"delivering", "failed"}) {
            Story story = fixture.claimed(fixture.generating(end, "s-" + end));
            tracking.stillGenerating(story, story.service(), 5, BigDecimal.TEN, null, fixture.now(), fixture.now());
            story = fixture.claimed(fixture.story(end));
            tracking.stillGenerating(story, story.service(), 6, null, null, fixture.now(), fixture.now());
            assertThat(fixture.story(end).usedCredits()).isEqualByComparingTo("10");
            assertThat(end.equals("failed") ? tracking.generationFailed(end, "s-" + end, story.service(), null, WHY)
                    : tracking.delivering(end, "s-" + end, "https://v", story.service(), null)).isTrue();
            assertThat(fixture.story(end).usedCredits()).isEqualByComparingTo("10");
        }
    }

    @Test
    void aReportIsNotDoneWhenANewerOutcomeCameInBetween() {
        fixture.uncertain("a");
        Story reporting = fixture.get(DueStories.class).dueReports(1).get(0);
        adoptions.adopted(reporting, "s-1", TestLedger.service("s-1"), fixture.deadline());
        fixture.later(Duration.ofSeconds(1));
        tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), null, WHY);

        assertThat(reports.reported(reporting)).isFalse();
        assertThat(reports.reportAgain(reporting, null, fixture.now().plusSeconds(60))).isFalse();

        Story newer = fixture.get(DueStories.class).dueReports(1).get(0);
        assertThat(newer.state()).isEqualTo(StoryState.FAILED);
        assertThat(reports.reported(newer)).isTrue();
        assertThat(fixture.story("a").reportedAt()).isEqualTo(fixture.now());
        assertThat(fixture.get(DueStories.class).dueReports(1)).isEmpty();
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
