package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.time.Duration;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** A person's word on stories that ended without a video, on the real database. */
@OnEachDatabase
class RetriesTest {

    private final TestLedger house = TestLedger.fresh();

    private final StoryLedger ledger = house.get(StoryLedger.class);

    private final Retries retries = house.get(Retries.class);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anUncertainStoryIsPaidForAgain() {
        house.uncertain("a");

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertIsNew(story);
        assertThat(house.get(Claims.class).dueCalls(false, 9)).extracting(Story::requestId).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({"STORYBOARD, false", "ELEMENTS, true", "SCENES, true", "VIDEOS, true"})
    void anUncertainStepIsLookedAtBeforeItIsPaidForAgainWhereThereIsAnIdToAskAfter(Step step, boolean looked) {
        house.uncertain("a", step);

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.walk()).isEqualTo(new Walk(step, looked, null, null));
        assertThat(story.storyId()).isEqualTo(step == Step.STORYBOARD ? null : "s-a");
        assertIsNew(story);
    }

    @Test
    void aStoryThatTheServiceTookIsWaitedForAgainAndNotPaidForAgain() {
        Story taken = house.claimed(house.generating("a", "s-1"));
        ledger.failed(taken, StoryState.GENERATING, error(ErrorCode.DEADLINE_EXCEEDED));
        house.later(Duration.ofHours(7));

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.storyId()).isEqualTo("s-1");
        assertThat(story.deadlineAt()).isEqualTo(house.deadline());
        assertIsNew(story);
    }

    @Test
    void aVideoThatWasMadeIsFetchedAgainAndNotPaidForAgain() {
        Story made = house.claimed(house.delivering("a", "s-1", TestLedger.REQUEST, "https://x/a.mp4"));
        ledger.failed(made, StoryState.DELIVERING, error(ErrorCode.STORAGE_FAILED));
        house.later(Duration.ofHours(7));

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.DELIVERING);
        assertThat(story.videoUrl()).isEqualTo("https://x/a.mp4");
        assertThat(story.deadlineAt()).isEqualTo(house.deadline());
        assertIsNew(story);
    }

    @Test
    void aStoryThatTheServiceCouldNotMakeIsMadeAnew() {
        house.generating("a", "s-1");
        ledger.generationFailed("a", "s-1", TestLedger.service("s-1"), null, error(ErrorCode.GENERATION_FAILED));

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.storyId()).isNull();
        assertThat(story.deadlineAt()).isNull();
        assertIsNew(story);
    }

    @Test
    void aFilmThatTheServiceCouldNotMakeIsMadeAnewFromTheStepThatFailed() {
        ledger.submitted(house.submitting("a", Step.VIDEOS), "s-a", TestLedger.service("s-a"), house.deadline(),
                house.now());
        ledger.generationFailed("a", "s-a", TestLedger.service("s-a"), null, error(ErrorCode.GENERATION_FAILED));
        assertThat(house.story("a").error().stage()).isEqualTo(Stage.VIDEOS);

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.storyId()).isEqualTo("s-a");
        assertThat(story.walk()).isEqualTo(new Walk(Step.VIDEOS, false, null, null));
        assertIsNew(story);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aStepThatWasRefusedIsSentAgain(Step step) {
        ledger.failed(house.submitting("a", step), StoryState.SUBMITTING, error(ErrorCode.API_VALIDATION));

        assertThat(retries.retry("a")).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.walk().step()).isEqualTo(step);
        assertIsNew(story);
    }

    @Test
    void aStepThatFailedAfterItWasLookedAtIsPaidForAndNotLookedAtForEver() {
        house.uncertain("a", Step.SCENES);
        retries.retry("a");
        Story again = house.claimed(house.story("a"));
        ledger.startSubmitting(again, false, TestLedger.tokenOf("a"));
        ledger.failed(again, StoryState.SUBMITTING, error(ErrorCode.GENERATION_FAILED));

        retries.retry("a");

        assertThat(house.story("a").walk()).isEqualTo(new Walk(Step.SCENES, false, null, null));
    }

    @ParameterizedTest
    @EnumSource(value = StoryState.class, mode = EnumSource.Mode.EXCLUDE, names = {"FAILED", "UNCERTAIN"})
    void aStoryInAnotherStateIsLeftAlone(StoryState state) {
        house.accepted("a", TestLedger.ADVANCED);
        house.get(Sql.class).count("UPDATE story SET state = :state", new MapSqlParameterSource("state",
                state.inResult()));
        Story before = house.story("a");

        assertThat(retries.retry("a")).isFalse();
        assertThat(retries.adopt("a", "s-9", TestLedger.service("s-9"))).isFalse();

        assertThat(house.story("a")).isEqualTo(before);
    }

    @Test
    void anUnknownStoryIsNotRetried() {
        assertThat(retries.retry("nobody")).isFalse();
        assertThat(retries.adopt("nobody", "s-9", TestLedger.service("s-9"))).isFalse();
    }

    @Test
    void onlyTheStoryThatIsNamedGoesOn() {
        house.uncertain("a");
        house.uncertain("b");

        retries.retry("a");

        assertThat(house.story("b").state()).isEqualTo(StoryState.UNCERTAIN);
    }

    @Test
    void aStoryThatAPersonNamedIsWaitedForFromNowOn() {
        house.uncertain("a");
        house.later(Duration.ofHours(7));

        assertThat(retries.adopt("a", "s-9", TestLedger.service("s-9"))).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.storyId()).isEqualTo("s-9");
        assertThat(story.service()).isEqualTo(TestLedger.service("s-9"));
        assertThat(story.submittedAt()).isEqualTo(house.now());
        assertThat(story.deadlineAt()).isEqualTo(house.deadline());
        assertIsNew(story);
    }

    @Test
    void aFailedStoryTakesTheOneThatAPersonNamed() {
        house.generating("a", "s-1");
        ledger.generationFailed("a", "s-1", TestLedger.service("s-1"), null, error(ErrorCode.GENERATION_FAILED));

        assertThat(retries.adopt("a", "s-2", TestLedger.service("s-2"))).isTrue();

        assertThat(house.story("a").storyId()).isEqualTo("s-2");
        assertThat(house.story("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @ParameterizedTest
    @CsvSource({"STORYBOARD, ACCEPTED", "ELEMENTS, ACCEPTED", "SCENES, ACCEPTED", "VIDEOS, GENERATING"})
    void inTheMiddleOfTheWalkAStoryThatAPersonNamedIsLookedAt(Step step, StoryState state) {
        house.uncertain("a", step);

        assertThat(retries.adopt("a", "s-9", TestLedger.service("s-9"))).isTrue();

        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(state);
        assertThat(story.storyId()).isEqualTo("s-9");
        assertThat(story.walk().checkFirst()).isEqualTo(state == StoryState.ACCEPTED);
        assertIsNew(story);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aStoryThatAnotherRequestHoldsIsNotTaken(Step step) {
        house.generating("holder", "s-1");
        house.uncertain("a");
        house.uncertain("b", step);

        assertThat(retries.adopt("a", "s-1", TestLedger.service("s-1"))).isFalse();
        assertThat(retries.adopt("b", "s-1", TestLedger.service("s-1"))).isFalse();

        assertThat(house.story("a").state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(house.story("b").state()).isEqualTo(StoryState.UNCERTAIN);
    }

    @Test
    void itsOwnStoryMayBeNamed() {
        house.uncertain("a", Step.VIDEOS);

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
        house.uncertain("a");
        house.uncertain("b");
        Retries there = house.anotherProcess().get(Retries.class);

        List<Boolean> adopted = AtOnce.both(() -> retries.adopt("a", "s-9", TestLedger.service("s-9")),
                () -> there.adopt("b", "s-9", TestLedger.service("s-9")));

        assertThat(adopted).containsExactlyInAnyOrder(true, false);
    }

    private static StoryError error(ErrorCode code) {
        return StoryError.of(code, Stage.TRACK, "why");
    }
}
