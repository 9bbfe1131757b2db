package io.storyreel.ledger.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.Concurrently;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.Overdue;
import io.storyreel.ledger.PostponementLedger;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.StepLedger;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.query.LedgerTotals;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.Estimate;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What is spent of a day's cap, whoever spends it, and when. */
@OnEachDatabase
class DailyBudgetTest {

    private static final String CAP = "storyreel.credits.max-per-day";

    private static final StoryError TOO_MANY = new StoryError(ErrorCode.API_UNAVAILABLE, "later", Stage.SUBMIT, 429);

    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    private final TestLedger here = TestLedger.fresh(CAP, "1000");

    private final TestLedger there = here.anotherProcess(CAP, "1000");

    private final SubmissionLedger submissions = here.get(SubmissionLedger.class);
    private final StepLedger steps = here.get(StepLedger.class);
    private final PostponementLedger postponements = here.get(PostponementLedger.class);
    private final TrackingLedger tracking = here.get(TrackingLedger.class);

    private final DailyBudget budget = here.get(DailyBudget.class);

    /** As they were claimed: their claims end with the move that is to be made. */
    private final Map<String, Story> held = new HashMap<>();

    @AfterEach
    void close() {
        here.close();
    }

    @RepeatedTest(3)
    void manyThreadsOfTwoProcessesSpendAllOfItAndNotMore() throws Exception {
        List<TestLedger> processes = List.of(here, there);
        List<Callable<Boolean>> begins = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            TestLedger process = processes.get(i % 2);
            Story story = claimed("story-" + i, "150", TestLedger.REQUEST);
            begins.add(() -> process.get(SubmissionLedger.class).startSubmitting(story, false,
                    TestLedger.tokenOf(story.requestId())));
        }

        List<Boolean> begun = Concurrently.all(begins);

        assertThat(begun).filteredOn(one -> one).hasSize(6);
        assertThat(budget.spentToday()).isEqualByComparingTo("900");
        assertThat(stories(16)).extracting(Story::state).filteredOn(StoryState.SUBMITTING::equals).hasSize(6);
        assertThat(stories(16)).extracting(Story::state).filteredOn(StoryState.ACCEPTED::equals).hasSize(10);
    }

    @Test
    void whatFitsGoesOnWhereAnotherDoesNot() {
        assertThat(begins("large", "800")).isTrue();
        assertThat(begins("too-large-now", "300")).isFalse();
        assertThat(begins("small", "200")).isTrue();
        assertThat(begins("tiny", "0.0001")).isFalse();

        assertThat(budget.refuses(here.story("too-large-now"))).hasValueSatisfying(refusal -> {
            StoryError why = refusal.why();
            assertThat(refusal.until()).isEqualTo(MIDNIGHT);
            assertThat(why.code()).isEqualTo(ErrorCode.BUDGET_EXCEEDED);
            assertThat(why.message()).contains("max-per-day=1000", "has 0 left", "estimated at 300",
                    MIDNIGHT.toString());
        });
    }

    @Test
    void whatIsLargerThanAWholeDaysCapSaysSo() {
        Story story = claimed("huge", "1000.5", TestLedger.REQUEST);

        assertThat(submissions.startSubmitting(story, false, "t")).isFalse();

        assertThat(budget.refuses(story)).hasValueSatisfying(refusal -> assertThat(refusal.why().message())
                .contains("1000.5", "more than storyreel.credits.max-per-day=1000 allows for a whole day"));
    }

    @Test
    void whatIsHeldUsesUpNoTryAndGoesOnAtMidnightTheOldestFirst() {
        begins("first", "1000");
        for (String id : List.of("z-oldest", "m-middle", "a-youngest")) {
            hold(claimed(id, "500", TestLedger.REQUEST));
            here.later(Duration.ofMillis(1));
        }
        assertThat(here.story("m-middle").attempts()).isZero();
        assertThat(here.story("m-middle").error().code()).isEqualTo(ErrorCode.BUDGET_EXCEEDED);
        assertThat(here.get(DueStories.class).dueCalls(false, 9)).isEmpty();
        assertThat(here.get(StoryQueries.class).waiting(9)).as("keeps nothing in its queue").isZero();

        here.later(Duration.between(here.now(), MIDNIGHT));

        List<Story> due = there.get(DueStories.class).dueCalls(false, 9);
        assertThat(due).extracting(Story::requestId).containsExactly("z-oldest", "m-middle", "a-youngest");
        assertThat(due.stream().map(story -> submissions.startSubmitting(story, false,
                TestLedger.tokenOf(story.requestId()))).toList()).containsExactly(true, true, false);
    }

    @Test
    void whatAStoryHasUsedTakesThePlaceOfItsEstimateAndWhatIsHeldGoesOn() {
        Story first = begun("first", "900");
        hold(claimed("second", "600", TestLedger.REQUEST));

        submissions.submitted(first, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        assertThat(budget.spentToday()).isEqualByComparingTo("900");
        tracking.delivering("first", "s-1", "https://e.com/v.mp4", made("s-1"), new BigDecimal("380.5"));

        assertThat(budget.spentToday()).isEqualByComparingTo("380.5");
        assertThat(there.get(DueStories.class).dueCalls(false, 9)).extracting(Story::requestId)
                .containsExactly("second");
    }

    @Test
    void whatWasPaidInVainOrMayHaveBeenCounts() {
        Story failed = begun("failed", "100");
        submissions.submitted(failed, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        tracking.generationFailed("failed", "s-1", TestLedger.service("s-1"), null, error(ErrorCode.GENERATION_FAILED));
        submissions.uncertain(begun("uncertain", "200"), Overdue.SENDER_DIED);
        Story known = begun("known", "400");
        submissions.submitted(known, "s-2", TestLedger.service("s-2"), here.deadline(), here.now());
        tracking.generationFailed("known", "s-2", TestLedger.service("s-2"), new BigDecimal(30),
                error(ErrorCode.GENERATION_FAILED));

        assertThat(budget.spentToday()).isEqualByComparingTo("330");

        here.get(Retries.class).retry("uncertain");
        assertThat(submissions.startSubmitting(here.claimed(here.story("uncertain")), false, "u")).isTrue();
        assertThat(budget.spentToday()).as("once more is paid once more").isEqualByComparingTo("530");
    }

    @Test
    void whatWasKilledWhileItWasSentCounts() {
        begun("killed", "700");
        here.later(Duration.ofMillis(300));
        TestLedger restarted = here.anotherProcess(CAP, "1000");

        assertThat(restarted.get(DailyBudget.class).spentToday()).isEqualByComparingTo("700");
        assertThat(begins("next", "301")).isFalse();
    }

    @Test
    void whatHasCertainlyNotBeenPaidGivesItsReservationBack() {
        hold(claimed("waits", "1000", TestLedger.REQUEST), begun("told-later", "1000"));
        submissions.acceptedAgain(held.get("told-later"), TOO_MANY, here.now().plusMillis(500));
        assertThat(budget.spentToday()).isZero();
        assertThat(here.get(DueStories.class).dueCalls(false, 9)).extracting(Story::requestId).containsExactly("waits");

        submissions.awaitsCredit(begun("no-credit", "1000"), error(ErrorCode.INSUFFICIENT_CREDIT));
        assertThat(budget.spentToday()).isZero();
        submissions.failed(begun("refused", "1000"), StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));
        assertThat(budget.spentToday()).isZero();
        assertThat(begins("last", "1000")).isTrue();
    }

    @Test
    void aStoryOfTheAdvancedModeReservesAllOfItAtItsFirstStep() {
        Story story = claimed("walks", "900", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        assertThat(begins("other", "101")).isFalse();

        steps.nextStep(story, Step.SCENES, "s-1", TestLedger.service("s-1"), BigDecimal.TEN);
        Story scenes = here.claimed(here.story("walks"));
        assertThat(submissions.startSubmitting(scenes, false, TestLedger.tokenOf("walks"))).isTrue();
        assertThat(budget.spentToday()).isEqualByComparingTo("900");
        submissions.acceptedAgain(scenes, TOO_MANY, here.now());
        assertThat(budget.spentToday()).isEqualByComparingTo("900");
        Story again = here.claimed(here.story("walks"));
        assertThat(submissions.startSubmitting(again, false, TestLedger.tokenOf("walks"))).isTrue();
        assertThat(budget.spentToday()).isEqualByComparingTo("900");

        submissions.failed(again, StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));
        assertThat(budget.spentToday()).as("the storyboard was paid").isEqualByComparingTo("10");
    }

    @Test
    void whatIsStillToBePaidOfAStoryAfterMidnightCountsForThatDay() {
        Story story = claimed("walks", "900", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        steps.review(story, Step.SCENES, "s-1", TestLedger.service("s-1"), new BigDecimal(40));
        here.later(Duration.ofDays(3));
        assertThat(budget.spentToday()).isZero();

        here.accepted("other", TestLedger.REQUEST);
        Story resumed = resumed("walks");
        assertThat(submissions.startSubmitting(resumed, false, TestLedger.tokenOf("walks"))).isTrue();
        assertThat(budget.spentToday()).as("what has its price are the videos, and these are still to come")
                .isEqualByComparingTo("900");
        steps.nextStep(resumed, Step.VIDEOS, "s-1", TestLedger.service("s-1"), new BigDecimal(90));
        Story videos = here.claimed(here.story("walks"));
        submissions.startSubmitting(videos, false, TestLedger.tokenOf("walks"));
        submissions.submitted(videos, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        tracking.delivering("walks", "s-1", "https://e.com/v.mp4", made("s-1"), new BigDecimal(340));

        assertThat(budget.spentToday()).isEqualByComparingTo("300");
        assertThat(here.get(LedgerTotals.class).usedToday()).isEqualByComparingTo("300");
        assertThat(here.get(LedgerTotals.class).used()).isEqualByComparingTo("340");
    }

    @Test
    void videosThatTheServiceFailedAtAreReservedAnewWithAllOfTheirEstimateWhateverTheyHaveUsed() {
        Story story = claimed("walks", "400", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        steps.nextStep(story, Step.VIDEOS, "s-1", TestLedger.service("s-1"), BigDecimal.TEN);
        Story videos = here.claimed(here.story("walks"));
        submissions.startSubmitting(videos, false, TestLedger.tokenOf("walks"));
        submissions.submitted(videos, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        tracking.generationFailed("walks", "s-1", TestLedger.service("s-1"), new BigDecimal(410),
                error(ErrorCode.GENERATION_FAILED));
        assertThat(budget.spentToday()).isEqualByComparingTo("410");

        here.get(Retries.class).retry("walks");
        Story again = here.claimed(here.story("walks"));
        assertThat(submissions.startSubmitting(again, false, TestLedger.tokenOf("walks"))).isTrue();

        assertThat(budget.spentToday()).isEqualByComparingTo("810");
        submissions.submitted(again, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        tracking.delivering("walks", "s-1", "https://e.com/v.mp4", made("s-1"), new BigDecimal(790));
        assertThat(budget.spentToday()).as("all that the service has counted").isEqualByComparingTo("790");
    }

    @Test
    void aStepThatTheServiceFailedAtHasCostWhatItSays() {
        Story story = claimed("walks", "900", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        steps.nextStep(story, Step.SCENES, "s-1", TestLedger.service("s-1"), BigDecimal.TEN);
        Story scenes = here.claimed(here.story("walks"));
        submissions.startSubmitting(scenes, false, TestLedger.tokenOf("walks"));

        steps.stepFailed(scenes, new BigDecimal(60), error(ErrorCode.GENERATION_FAILED));

        assertThat(here.story("walks").usedCredits()).isEqualByComparingTo("60");
        assertThat(budget.spentToday()).isEqualByComparingTo("60");
        assertThat(here.get(LedgerTotals.class).used()).isEqualByComparingTo("60");
    }

    @Test
    void whatIsBeingMadeCountsForWhatItHasUsedWhereThatIsMoreThanItsEstimate() {
        LedgerTotals sums = here.get(LedgerTotals.class);
        Story story = begun("dearer", "100");
        submissions.submitted(story, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        shows("dearer", "30");
        assertThat(budget.spentToday()).as("it is not all yet").isEqualByComparingTo("100");
        assertThat(sums.usedToday()).isEqualByComparingTo("30");
        assertThat(sums.estimatedOpen()).isEqualByComparingTo("70");

        shows("dearer", "950");

        assertThat(budget.spentToday()).isEqualByComparingTo("950");
        assertThat(sums.usedToday()).isEqualByComparingTo("950");
        assertThat(sums.estimatedOpen()).isZero();
        assertThat(begins("next", "51")).isFalse();
    }

    @Test
    void aStepsAnswerTellsWhatHasBeenUsedSoFar() {
        Story story = claimed("dearer", "100", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("dearer"));

        steps.nextStep(story, Step.SCENES, "s-1", TestLedger.service("s-1"), new BigDecimal(120));

        assertThat(budget.spentToday()).isEqualByComparingTo("120");
        assertThat(here.get(LedgerTotals.class).usedToday()).isEqualByComparingTo("120");
    }

    @Test
    void whatEndsWithoutTheServicesLastWordCountsForWhatItHasUsedAndNoLessThanItsEstimate() {
        for (String id : List.of("late", "late-and-dear", "gone")) {
            submissions.submitted(begun(id, "100"), "s-" + id, TestLedger.service("s-" + id), here.deadline(),
                    here.now());
        }
        shows("late", "30");
        shows("late-and-dear", "140");
        shows("gone", "120");
        assertThat(tracking.notFoundAtLast(here.claimed(here.story("gone")), error(ErrorCode.STORY_NOT_FOUND), 0))
                .isTrue();
        here.later(Duration.ofMillis(800));
        Instant day = here.now();
        here.later(Duration.between(here.now(), here.deadline()).plusSeconds(40));
        assertThat(here.get(Overdue.class).pastDeadline()).hasSize(2);

        assertThat(here.get(Spending.class).on(LocalDate.ofInstant(day, ZoneOffset.UTC)))
                .as("the service may yet go on with what is late").isEqualByComparingTo("360");
        assertThat(here.get(LedgerTotals.class).used()).isEqualByComparingTo("290");
        assertThat(here.get(LedgerTotals.class).estimatedOpen()).isZero();
        here.get(Retries.class).retry("late");
        tracking.delivering("late", "s-late", "https://e.com/v.mp4", made("s-late"), new BigDecimal(70));
        assertThat(here.get(Spending.class).on(LocalDate.ofInstant(day, ZoneOffset.UTC))).isEqualByComparingTo("330");
    }

    @Test
    void whatAnEarlierAttemptHasUsedIsNotTakenForWhatANewOneHas() {
        Story first = begun("again", "100");
        submissions.submitted(first, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        tracking.generationFailed("again", "s-1", TestLedger.service("s-1"), new BigDecimal(30),
                error(ErrorCode.GENERATION_FAILED));
        here.get(Retries.class).retry("again");
        assertThat(here.get(LedgerTotals.class).estimatedOpen()).isEqualByComparingTo("100");
        Story second = here.claimed(here.story("again"));
        submissions.startSubmitting(second, false, TestLedger.tokenOf("again"));
        submissions.submitted(second, "s-2", TestLedger.service("s-2"), here.deadline(), here.now());
        assertThat(budget.spentToday()).isEqualByComparingTo("130");

        shows("again", "30");

        assertThat(here.get(LedgerTotals.class).used()).isEqualByComparingTo("60");
        assertThat(here.get(LedgerTotals.class).estimatedOpen()).isEqualByComparingTo("70");
    }

    @Test
    void atMidnightAYoungerOneThatAsksFirstGetsNothingOfWhatOlderOnesWaitFor() {
        begins("first", "1000");
        for (String id : List.of("z-oldest", "m-middle")) {
            hold(claimed(id, "500", TestLedger.REQUEST));
            here.later(Duration.ofMillis(1));
        }
        hold(claimed("a-long-call", "500", TestLedger.ADVANCED));
        here.later(Duration.between(here.now(), MIDNIGHT));
        SubmissionLedger replica = there.get(SubmissionLedger.class);

        Story fresh = claimed("fresh", "100", TestLedger.REQUEST);
        Story longCall = here.claimed(here.story("a-long-call"));
        assertThat(replica.startSubmitting(longCall, false, TestLedger.tokenOf("a-long-call"))).isFalse();
        assertThat(submissions.startSubmitting(fresh, false, TestLedger.tokenOf("fresh"))).isFalse();
        assertThat(there.get(DailyBudget.class).refuses(longCall)).hasValueSatisfying(refusal -> assertThat(
                refusal.why().message()).contains("has 1000 left, which stories that came before it wait for",
                        "estimated at 500"));

        Story middle = here.claimed(here.story("m-middle"));
        assertThat(replica.startSubmitting(middle, false, TestLedger.tokenOf("m-middle"))).isTrue();
        Story oldest = here.claimed(here.story("z-oldest"));
        assertThat(submissions.startSubmitting(oldest, false, TestLedger.tokenOf("z-oldest"))).isTrue();
        assertThat(budget.spentToday()).isEqualByComparingTo("1000");
    }

    @Test
    void whatOlderOnesLeaveOfADayIsForWhoeverItSuffices() {
        begins("first", "1000");
        for (String id : List.of("older", "old")) {
            hold(claimed(id, "600", TestLedger.REQUEST));
            here.later(Duration.ofMillis(1));
        }
        hold(claimed("small", "400", TestLedger.REQUEST));
        here.later(Duration.between(here.now(), MIDNIGHT));

        Story small = here.claimed(here.story("small"));
        assertThat(submissions.startSubmitting(small, false,
                TestLedger.tokenOf("small"))).as("one of 600 and it").isTrue();
        assertThat(begins("smallest", "1")).as("the older one's share").isFalse();
    }

    @Test
    void anOlderOneThatComesToItsEndLeavesItsShareToTheNext() {
        begins("first", "1000");
        hold(claimed("older", "1000", TestLedger.REQUEST));
        here.later(Duration.between(here.now(), MIDNIGHT));
        hold(claimed("younger", "1000", TestLedger.REQUEST));
        budget.resume();
        List<Story> due = here.get(DueStories.class).dueCalls(false, 9);
        assertThat(due).extracting(Story::requestId).containsExactly("older");

        submissions.failed(due.get(0), StoryState.ACCEPTED, error(ErrorCode.INVALID_REQUEST));

        assertThat(dueNow()).containsExactly("younger");
    }

    @Test
    void anOlderOneThatWaitsForSomethingElseLeavesItsShareToTheNext() {
        begins("first", "1000");
        hold(claimed("older", "1000", TestLedger.REQUEST));
        here.later(Duration.between(here.now(), MIDNIGHT));
        hold(claimed("younger", "1000", TestLedger.REQUEST));
        Story older = here.get(DueStories.class).dueCalls(false, 9).get(0);

        postponements.notReady(older, error(ErrorCode.STORAGE_FAILED), here.now().plusSeconds(60));

        assertThat(dueNow()).containsExactly("younger");
    }

    @Test
    void whatHasBegunIsNoLongerSaidToBeHeldNorKeepsAnythingFromOthers() {
        begins("first", "1000");
        hold(claimed("second", "1000", TestLedger.REQUEST));
        here.later(Duration.between(here.now(), MIDNIGHT));
        TestLedger retrying = here.anotherProcess(CAP, "2000", "storyreel.api.on-uncertain-submit", "retry");
        Overdue overdue = retrying.get(Overdue.class);
        Story second = here.claimed(here.story("second"));
        assertThat(submissions.startSubmitting(second, false, TestLedger.tokenOf("second"))).isTrue();
        assertThat(here.story("second").error()).isNull();

        here.later(Claims.LEASE.plusMillis(1));
        assertThat(overdue.lostSubmissions()).as("the first of yesterday too").isEqualTo(2);

        assertThat(here.story("second").state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(here.story("second").error()).isNull();
        Story younger = claimed("younger", "600", TestLedger.REQUEST);
        assertThat(retrying.get(SubmissionLedger.class).startSubmitting(younger, false, TestLedger.tokenOf("younger")))
                .as("nothing is held").isTrue();
    }

    @Test
    void moreScenesThanWereReservedForAreReservedToo() {
        Story story = claimed("walks", "300", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        steps.review(story, Step.SCENES, "s-1", TestLedger.service("s-1"), new BigDecimal(40));
        begins("other", "500");
        resumed("walks", "501");
        assertThat(here.story("walks").estimatedCredits()).isEqualByComparingTo("501");

        Story dearer = here.claimed(here.story("walks"));
        assertThat(submissions.startSubmitting(dearer, false, TestLedger.tokenOf("walks"))).isFalse();
        assertThat(budget.refuses(dearer)).hasValueSatisfying(refusal -> assertThat(refusal.why().message())
                .contains("has 200 left", "estimated at 501", "201 more than is reserved for it"));

        TestLedger higher = here.anotherProcess(CAP, "1001");
        assertThat(higher.get(SubmissionLedger.class).startSubmitting(dearer, false,
                TestLedger.tokenOf("walks"))).isTrue();
        assertThat(budget.spentToday()).isEqualByComparingTo("1001");
    }

    @Test
    void anOlderOneThatHasAPartReservedIsNotOvertakenByAYoungerOneForWhatItLacks() {
        Story story = claimed("walks", "300", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        steps.review(story, Step.SCENES, "s-1", TestLedger.service("s-1"), new BigDecimal(40));
        Story other = begun("other", "500");
        submissions.submitted(other, "s-2", TestLedger.service("s-2"), here.deadline(), here.now());
        resumed("walks", "501");
        hold(here.claimed(here.story("walks")));
        here.later(Duration.ofMillis(1));

        tracking.delivering("other", "s-2", "https://e.com/v.mp4", made("s-2"), new BigDecimal(400));

        assertThat(begins("younger", "250")).as("300 are left, 201 of them for the older one").isFalse();
        assertThat(begins("small", "99")).isTrue();
        assertThat(dueNow()).contains("walks");
    }

    @Test
    void anOlderOneThatHadAPartReservedYesterdayIsNotOvertakenForAllThatItNeedsToday() {
        Story story = claimed("walks", "300", TestLedger.ADVANCED);
        submissions.startSubmitting(story, false, TestLedger.tokenOf("walks"));
        steps.review(story, Step.SCENES, "s-1", TestLedger.service("s-1"), new BigDecimal(40));
        begins("other", "500");
        resumed("walks", "501");
        hold(here.claimed(here.story("walks")));
        here.later(Duration.between(here.now(), MIDNIGHT));

        assertThat(begins("younger", "500")).isFalse();
        assertThat(begins("small", "499")).isTrue();
    }

    @Test
    void whereThereWasRoomAgainBeforeAStoryCouldBeSeenWaitingItGoesOnAtOnce() {
        Story first = begun("first", "1000");
        Story second = claimed("second", "600", TestLedger.REQUEST);
        DailyBudget.Refusal refusal = budget.refuses(second).orElseThrow();
        submissions.failed(first, StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));
        assertThat(postponements.held(second, refusal)).isTrue();

        budget.lookAgain(refusal);

        assertThat(dueNow()).containsExactly("second");
    }

    @Test
    void aProbeThatIsHeldWaitsLikeAnyOtherAndAnotherMayAskAtOnce() {
        CreditGate gate = here.get(CreditGate.class);
        Story broke = begun("broke", "600");
        gate.close(() -> submissions.awaitsCredit(broke, error(ErrorCode.INSUFFICIENT_CREDIT)));
        Story made = claimed("made", "600", TestLedger.REQUEST);
        submissions.startSubmitting(made, true, TestLedger.tokenOf("made"));
        here.later(Duration.between(here.now(), MIDNIGHT));
        here.later(Duration.ofMinutes(6));
        Story today = claimed("today", "600", TestLedger.REQUEST);
        submissions.startSubmitting(today, true, TestLedger.tokenOf("today"));
        assertThat(gate.takeProbe()).isTrue();

        hold(here.get(DueStories.class).due(StoryState.WAITING_CREDIT, 1).get(0));
        assertThat(gate.takeProbe()).isFalse();
        gate.probeAgain();

        assertThat(gate.takeProbe()).isTrue();
        assertThat(here.story("broke").state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(dueNow()).isEmpty();
        submissions.failed(today, StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));
        assertThat(dueNow()).containsExactly("broke");
    }

    @Test
    void whatIsRefusedForWantOfCreditGivesItsShareToWhatIsHeld() {
        Story broke = begun("broke", "1000");
        hold(claimed("held", "1000", TestLedger.REQUEST));

        here.get(CreditGate.class).close(() -> submissions.awaitsCredit(broke, error(ErrorCode.INSUFFICIENT_CREDIT)));

        assertThat(dueNow()).containsExactly("held");
    }

    @Test
    void aStepThatTurnsOutToBeDoneTakesNothing() {
        submissions.uncertain(begun("lost", "900", TestLedger.ADVANCED), Overdue.SENDER_DIED);
        here.get(Retries.class).retry("lost");
        begins("other", "100");

        assertThat(submissions.takenAsDone(here.claimed(here.story("lost")), "l")).isTrue();

        assertThat(budget.spentToday()).isEqualByComparingTo("1000");
    }

    @Test
    void aHigherCapLetsGoWhatItHasRoomForAndNoCapLetsAllGo() {
        begins("first", "1000");
        hold(claimed("second", "600", TestLedger.REQUEST));
        here.later(Duration.ofMillis(1));
        hold(claimed("third", "500", TestLedger.REQUEST));

        here.anotherProcess(CAP, "1500").get(DailyBudget.class).resume();
        assertThat(here.get(DueStories.class).dueCalls(false, 9)).extracting(Story::requestId).containsExactly("third");
        here.anotherProcess().get(DailyBudget.class).resume();
        assertThat(here.get(DueStories.class).dueCalls(false, 9)).extracting(Story::requestId)
                .containsExactly("second");
    }

    @Test
    void whatWasSpentBeforeThereWasACapCounts() {
        TestLedger free = here.anotherProcess();
        Story story = claimed("free", "5000", TestLedger.REQUEST);
        assertThat(free.get(SubmissionLedger.class).startSubmitting(story, false, "f")).isTrue();

        assertThat(begins("capped", "1")).isFalse();
    }

    @Test
    void theSumsTellWhatIsUsedAndWhatIsStillOpen() {
        LedgerTotals sums = here.get(LedgerTotals.class);
        assertThat(List.of(sums.used(), sums.usedToday(), sums.estimatedOpen())).allMatch(sum -> sum.signum() == 0);
        assertThat(sums.oldestWaiting()).isZero();
        Story made = begun("made", "100");
        submissions.submitted(made, "s-1", TestLedger.service("s-1"), here.deadline(), here.now());
        assertThat(sums.estimatedOpen()).isEqualByComparingTo("100");
        tracking.delivering("made", "s-1", "https://e.com/v.mp4", made("s-1"), new BigDecimal("77.5"));
        accepted("waits", "200", TestLedger.REQUEST);
        here.later(Duration.ofSeconds(90));

        assertThat(sums.used()).isEqualByComparingTo("77.5");
        assertThat(sums.usedToday()).as("it was begun yesterday").isZero();
        assertThat(sums.estimatedOpen()).isEqualByComparingTo("200");
        assertThat(sums.oldestWaiting()).isEqualTo(Duration.ofSeconds(90));
        assertThat(sums.states()).containsEntry(StoryState.ACCEPTED, 1L).containsEntry(StoryState.DELIVERING, 1L)
                .containsEntry(StoryState.FAILED, 0L).hasSize(StoryState.values().length);
    }

    private List<Story> stories(int many) {
        return IntStream.range(0, many).mapToObj(i -> here.story("story-" + i)).toList();
    }

    private boolean begins(String id, String estimate) {
        return submissions.startSubmitting(claimed(id, estimate, TestLedger.REQUEST), false, TestLedger.tokenOf(id));
    }

    private Story begun(String id, String estimate) {
        return begun(id, estimate, TestLedger.REQUEST);
    }

    private Story begun(String id, String estimate, String request) {
        Story story = claimed(id, estimate, request);
        assertThat(submissions.startSubmitting(story, false, TestLedger.tokenOf(id))).isTrue();
        held.put(id, story);
        return story;
    }

    private void hold(Story story, Story... before) {
        assertThat(Stream.of(before)).allMatch(one -> here.story(one.requestId()).state() == StoryState.SUBMITTING);
        assertThat(submissions.startSubmitting(story, false, TestLedger.tokenOf(story.requestId()))).isFalse();
        assertThat(postponements.held(story, budget.refuses(story).orElseThrow())).isTrue();
    }

    private Story claimed(String id, String estimate, String request) {
        return here.claimed(accepted(id, estimate, request));
    }

    private Story accepted(String id, String estimate, String request) {
        BigDecimal credits = new BigDecimal(estimate);
        StoryRequest asked = new StoryRequest(id, "c".repeat(64), TestLedger.json(request), "form")
                .costing(new Estimate(credits, credits, "form automatic Auto"));
        return here.get(Admission.class).take(List.of(asked), new Origin("inbox", Map.of())).get(0).story();
    }

    private Story resumed(String id) {
        return here.claimed(resumed(id, null));
    }

    private Story resumed(String id, String estimate) {
        StoryRequest resume = new StoryRequest(id, "d".repeat(64),
                TestLedger.json("{\"request_id\":\"" + id + "\",\"resume\":{}}"), "form");
        here.get(Admission.class).take(List.of(estimate == null ? resume : resume.costing(new Estimate(
                new BigDecimal(estimate), new BigDecimal(estimate), "form advanced Auto"))),
                new Origin("inbox", Map.of()));
        return here.story(id);
    }

    private void shows(String id, String credits) {
        Story story = here.claimed(here.story(id));
        assertThat(tracking.stillGenerating(story, TestLedger.service(story.storyId()), 50, new BigDecimal(credits),
                null,
                here.now(), here.now())).isTrue();
    }

    private List<String> dueNow() {
        return Stream.of(false, true).flatMap(isLong -> here.get(DueStories.class).dueCalls(isLong, 9).stream())
                .map(Story::requestId).toList();
    }

    private static ObjectNode made(String storyId) {
        return TestLedger.service(storyId).put("status", "success");
    }

    private static StoryError error(ErrorCode code) {
        return StoryError.of(code, Stage.SUBMIT, "no");
    }
}
