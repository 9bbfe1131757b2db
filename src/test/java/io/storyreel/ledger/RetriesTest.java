package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Manual retry of stories that ended without a video, on the real database. */
@OnEachDatabase
class RetriesTest {

    private final TestLedger fixture = TestLedger.fresh();

    private final SubmissionLedger submissions = fixture.get(SubmissionLedger.class);
    private final TrackingLedger tracking = fixture.get(TrackingLedger.class);

    private final Retries retries = fixture.get(Retries.class);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anUncertainStoryIsPaidForAgain() {
        fixture.uncertain("a");

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertIsNew(story);
        assertThat(fixture.get(DueStories.class).dueCalls(false, 9)).extracting(Story::requestId).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"STORYBOARD, false", "ELEMENTS, true", "SCENES, true", "VIDEOS, true"})
    void anUncertainStepIsLookedAtBeforeItIsPaidForAgainWhereThereIsAnIdToAskAfter(Step step, boolean looked) {
        fixture.uncertain("a", step);

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.stepProgress()).isEqualTo(new StepProgress(step, looked, null, null));
        assertThat(story.storyId()).isEqualTo(step == Step.STORYBOARD ? null : "s-a");
        assertIsNew(story);
    }

    @Test
    void aStoryThatTheServiceTookIsWaitedForAgainAndNotPaidForAgain() {
        Story taken = fixture.claimed(fixture.generating("a", "s-1"));
        submissions.failed(taken, StoryState.GENERATING, error(ErrorCode.DEADLINE_EXCEEDED));
        fixture.later(Duration.ofHours(7));

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.storyId()).isEqualTo("s-1");
        assertThat(story.deadlineAt()).isEqualTo(fixture.deadline());
        assertIsNew(story);
    }

    @Test
    void aVideoThatWasMadeIsFetchedAgainAndNotPaidForAgain() {
        Story made = fixture.claimed(fixture.delivering("a", "s-1", TestLedger.REQUEST, "https://x/a.mp4"));
        submissions.failed(made, StoryState.DELIVERING, error(ErrorCode.STORAGE_FAILED));
        fixture.later(Duration.ofHours(7));

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(story.videoUrl()).isEqualTo("https://x/a.mp4");
        assertThat(story.deadlineAt()).isEqualTo(fixture.deadline());
        assertIsNew(story);
    }

    @Test
    void aStoryThatTheServiceCouldNotMakeIsMadeAnew() {
        fixture.generating("a", "s-1");
        tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), null, error(ErrorCode.GENERATION_FAILED));

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.storyId()).isNull();
        assertThat(story.deadlineAt()).isNull();
        assertIsNew(story);
    }

    @Test
    void aFilmThatTheServiceCouldNotMakeIsMadeAnewFromTheStepThatFailed() {
        submissions.submitted(fixture.submitting("a", Step.VIDEOS), "s-a", TestLedger.service("s-a"),
                fixture.deadline(),
                fixture.now());
        tracking.generationFailed("a", "s-a", TestLedger.service("s-a"), null, error(ErrorCode.GENERATION_FAILED));
        assertThat(fixture.story("a").error().stage()).isEqualTo(Stage.VIDEOS);

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.storyId()).isEqualTo("s-a");
        assertThat(story.stepProgress()).isEqualTo(new StepProgress(Step.VIDEOS, false, null, null));
        assertIsNew(story);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aRetryOfAStepThatWasRefusedIsSaidToPay(Step step) {
        submissions.failed(fixture.submitting("a", step), StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));

        assertThat(retries.pays("a")).isTrue();
    }

    @Test
    void aRetryIsSaidToPayWhereItDoesAndNowhereElse() {
        fixture.uncertain("uncertain");
        submissions.failed(fixture.claimed(fixture.generating("late", "s-1")), StoryState.GENERATING,
                error(ErrorCode.DEADLINE_EXCEEDED));
        fixture.generating("unmade", "s-2");
        tracking.generationFailed("unmade", "s-2", TestLedger.service("s-2"), null, error(ErrorCode.GENERATION_FAILED));
        fixture.generating("going", "s-3");

        assertThat(List.of("uncertain", "late", "unmade", "going")).extracting(retries::pays)
                .containsExactly(true, false, true, false);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aStepThatWasRefusedIsSentAgain(Step step) {
        submissions.failed(fixture.submitting("a", step), StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));

        assertThat(retries.retry("a")).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.stepProgress().step()).isEqualTo(step);
        assertIsNew(story);
    }

    @Test
    void aStepThatFailedAfterItWasLookedAtIsPaidForAndNotLookedAtForEver() {
        fixture.uncertain("a", Step.SCENES);
        retries.retry("a");
        Story again = fixture.claimed(fixture.story("a"));
        submissions.startSubmitting(again, false, TestLedger.tokenOf("a"));
        submissions.failed(again, StoryState.SUBMITTING, error(ErrorCode.GENERATION_FAILED));

        retries.retry("a");

        assertThat(fixture.story("a").stepProgress()).isEqualTo(new StepProgress(Step.SCENES, false, null, null));
    }

    @ParameterizedTest
    @EnumSource(value = StoryState.class, mode = EnumSource.Mode.EXCLUDE, names = {"FAILED", "UNCERTAIN"})
    void aStoryInAnotherStateIsLeftAlone(StoryState state) {
        fixture.accepted("a", TestLedger.ADVANCED);
        fixture.get(Sql.class).count("UPDATE story SET state = :state", new MapSqlParameterSource("state",
                state.wireName()));
        Story before = fixture.story("a");

        assertThat(retries.retry("a")).isFalse();
        assertThat(retries.adopt("a", "s-9", TestLedger.service("s-9"))).isFalse();

        assertThat(fixture.story("a")).isEqualTo(before);
    }

    @Test
    void anUnknownStoryIsNotRetried() {
        assertThat(retries.retry("nobody")).isFalse();
        assertThat(retries.adopt("nobody", "s-9", TestLedger.service("s-9"))).isFalse();
    }

    @Test
    void onlyTheStoryThatIsNamedGoesOn() {
        fixture.uncertain("a");
        fixture.uncertain("b");

        retries.retry("a");

        assertThat(fixture.story("b").state()).isEqualTo(StoryState.UNCERTAIN);
    }

    @Test
    void aStoryThatAPersonNamedIsWaitedForFromNowOn() {
        fixture.uncertain("a");
        fixture.later(Duration.ofHours(7));

        assertThat(retries.adopt("a", "s-9", TestLedger.service("s-9"))).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.storyId()).isEqualTo("s-9");
        assertThat(story.service()).isEqualTo(TestLedger.service("s-9"));
        assertThat(story.submittedAt()).isEqualTo(fixture.now());
        assertThat(story.deadlineAt()).isEqualTo(fixture.deadline());
        assertIsNew(story);
    }

    @Test
    void aFailedStoryTakesTheOneThatAPersonNamed() {
        fixture.generating("a", "s-1");
        tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), null, error(ErrorCode.GENERATION_FAILED));

        assertThat(retries.adopt("a", "s-2", TestLedger.service("s-2"))).isTrue();

        assertThat(fixture.story("a").storyId()).isEqualTo("s-2");
        assertThat(fixture.story("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @ParameterizedTest
    @CsvSource({"STORYBOARD, ACCEPTED", "ELEMENTS, ACCEPTED", "SCENES, ACCEPTED", "VIDEOS, GENERATING"})
    void inTheMiddleOfTheStagesAStoryThatAPersonNamedIsLookedAt(Step step, StoryState state) {
        fixture.uncertain("a", step);

        assertThat(retries.adopt("a", "s-9", TestLedger.service("s-9"))).isTrue();

        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(state);
        assertThat(story.storyId()).isEqualTo("s-9");
        assertThat(story.stepProgress().checkFirst()).isEqualTo(state == StoryState.ACCEPTED);
        assertIsNew(story);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aStoryThatAnotherRequestHoldsIsNotTaken(Step step) {
        fixture.generating("holder", "s-1");
        fixture.uncertain("a");
        fixture.uncertain("b", step);

        assertThat(retries.adopt("a", "s-1", TestLedger.service("s-1"))).isFalse();
        assertThat(retries.adopt("b", "s-1", TestLedger.service("s-1"))).isFalse();

        assertThat(fixture.story("a").state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(fixture.story("b").state()).isEqualTo(StoryState.UNCERTAIN);
    }

    @Test
    void itsOwnStoryMayBeNamed() {
        fixture.uncertain("a", Step.VIDEOS);

        assertThat(retries.adopt("a", "s-a", TestLedger.service("s-a"))).isTrue();
    }

    /** Nothing of its end is left, nobody works on it. */
    private void assertIsNew(Story story) {
        assertThat(story.error()).isNull();
        assertThat(story.finishedAt()).isNull();
        assertThat(story.reportAt()).isNull();
        assertThat(story.callbackBatchId()).isNull();
        assertThat(story.attempts()).isZero();
        assertThat(story.lease()).isNull();
    }

    @RepeatedTest(10)
    void aStoryOfTheServicesThatTwoRequestsAreGivenAtOnceIsHeldByOne() throws Exception {
        fixture.uncertain("a");
        fixture.uncertain("b");
        Retries there = fixture.anotherProcess().get(Retries.class);

        List<Boolean> adopted = Concurrently.both(() -> retries.adopt("a", "s-9", TestLedger.service("s-9")),
                () -> there.adopt("b", "s-9", TestLedger.service("s-9")));

        assertThat(adopted).containsExactlyInAnyOrder(true, false);
    }

    private static StoryError error(ErrorCode code) {
        return StoryError.of(code, Stage.TRACK, "why");
    }
}
