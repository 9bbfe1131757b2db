package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the ledger remembers where a story of the advanced mode stands. */
@OnEachDatabase
class StepProgressTest {

    private static final StoryError WHY = StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.SCENES, "busy");

    private static final Origin ELSEWHERE = new Origin("jms", Map.of());

    private final TestLedger fixture = TestLedger.fresh();

    private final SubmissionLedger submissions = fixture.get(SubmissionLedger.class);
    private final StepLedger steps = fixture.get(StepLedger.class);
    private final PostponementLedger postponements = fixture.get(PostponementLedger.class);

    private final Admission admission = fixture.get(Admission.class);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theWalkBeginsWithTheStoryboardAndAnAutomaticStoryHasNone() {
        assertThat(fixture.accepted("a",
                TestLedger.ADVANCED).stepProgress()).isEqualTo(new StepProgress(Step.STORYBOARD, false, null, null));
        assertThat(fixture.accepted("b", TestLedger.REQUEST).stepProgress()).isNull();
        assertThat(fixture.accepted("c", "{\"mode\":\"automatic\",\"idea\":\"i\"}").stepProgress()).isNull();
    }

    @Test
    void anAnsweredStepIsRememberedWithWhatItBrought() {
        Story story = fixture.submitting("a", Step.STORYBOARD);
        fixture.later(Duration.ofSeconds(9));

        assertThat(steps.nextStep(story, Step.SCENES, "s-1", TestLedger.service("s-1"), BigDecimal.TEN)).isTrue();

        Story walked = fixture.story("a");
        assertThat(walked.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(walked.stepProgress().step()).isEqualTo(Step.SCENES);
        assertThat(walked.storyId()).isEqualTo("s-1");
        assertThat(walked.service()).isEqualTo(TestLedger.service("s-1"));
        assertThat(walked.usedCredits()).isEqualByComparingTo(BigDecimal.TEN);
        assertThat(walked.submittedAt()).isEqualTo(fixture.now());
        assertThat(walked.deadlineAt()).isNull();
        assertThat(fixture.get(DueStories.class).dueCalls(true, 9)).hasSize(1);
    }

    @Test
    void anAnswerEndsTheTriesOfItsStepAndItsError() {
        Story story = fixture.submitting("a", Step.SCENES);
        submissions.acceptedAgain(story, WHY, fixture.now());
        Story again = fixture.claimed(fixture.story("a"));
        assertThat(again.attempts()).isOne();
        submissions.startSubmitting(again, false, TestLedger.tokenOf("a"));

        steps.nextStep(again, Step.VIDEOS, "s-a", TestLedger.service("s-a"), null);

        assertThat(fixture.story("a").attempts()).isZero();
        assertThat(fixture.story("a").error()).isNull();
        assertThat(fixture.story("a").submittedAt()).isEqualTo(TestLedger.START);
    }

    @Test
    void aReviewIsReportedAndNothingGoesOnByItself() {
        Story story = fixture.submitting("a", Step.STORYBOARD);

        assertThat(steps.review(story, Step.ELEMENTS, "s-1", TestLedger.service("s-1"), null)).isTrue();

        Story waiting = fixture.story("a");
        assertThat(waiting.state()).isEqualTo(StoryState.REVIEW);
        assertThat(waiting.stepProgress().step()).isEqualTo(Step.ELEMENTS);
        assertThat(waiting.finishedAt()).isNull();
        assertThat(waiting.deadlineAt()).isNull();
        assertThat(fixture.get(DueStories.class).dueReports(9)).hasSize(1);
        fixture.later(Duration.ofDays(400));
        assertThat(fixture.get(Overdue.class).pastDeadline()).isEmpty();
        for (StoryState state : StoryState.values()) {
            assertThat(fixture.get(DueStories.class).due(state, 9)).as("%s", state).isEmpty();
        }
    }

    @Test
    void aResumeGoesOnWithWhatWasEditedAndItsResultGoesWhereTheRequestCameFrom() {
        Story before = reviewed("a", Step.ELEMENTS);

        IntakeResult taken = take(resume("a", "1", "{\"storyboard\":{\"scenes\":[1.50]},\"scenes\":[{}]}"));

        assertThat(taken.outcome()).isEqualTo(Outcome.RESUMED);
        Story story = fixture.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.origin()).isEqualTo(before.origin());
        assertThat(story.request()).isEqualTo(before.request());
        assertThat(story.stepProgress().step()).isEqualTo(Step.ELEMENTS);
        assertThat(story.stepProgress().storyboard()).hasToString("{\"scenes\":[1.50]}");
        assertThat(story.stepProgress().scenes()).hasToString("[{}]");
        assertThat(story.reportAt()).isNull();
        assertThat(fixture.get(DueStories.class).dueCalls(true, 9)).hasSize(1);
    }

    @Test
    void anEditedStoryboardIsCarriedOnceAndEditedScenesAsFarAsTheVideos() {
        reviewed("a", Step.ELEMENTS);
        take(resume("a", "1", "{\"storyboard\":{\"scenes\":[]},\"scenes\":[{}]}"));

        StepProgress scenes = answered("a", Step.SCENES).stepProgress();
        assertThat(scenes.storyboard()).isNull();
        assertThat(scenes.scenes()).isNotNull();
        assertThat(answered("a", Step.VIDEOS).stepProgress().scenes()).isNotNull();
        Story sent = sending("a");
        submissions.submitted(sent, "s-a", TestLedger.service("s-a"), fixture.deadline(), fixture.now());
        assertThat(fixture.story("a").stepProgress()).isEqualTo(new StepProgress(Step.VIDEOS, false, null, null));
    }

    @Test
    void anEditStaysUntilItsCallHasAnAnswer() {
        reviewed("a", Step.SCENES);
        take(resume("a", "1", "{\"storyboard\":{\"scenes\":[]}}"));

        submissions.acceptedAgain(sending("a"), WHY, fixture.now());
        assertThat(fixture.story("a").stepProgress().storyboard()).isNotNull();
        submissions.uncertain(sending("a"), WHY);
        assertThat(fixture.story("a").stepProgress().storyboard()).isNotNull();
        fixture.get(Retries.class).retry("a");
        assertThat(fixture.story("a").stepProgress().storyboard()).isNotNull();
    }

    @Test
    void anEmptyResumeGoesOnAsItIs() {
        reviewed("a", Step.VIDEOS);

        assertThat(take(resume("a", "1", "{}")).outcome()).isEqualTo(Outcome.RESUMED);

        assertThat(fixture.story("a").stepProgress()).isEqualTo(new StepProgress(Step.VIDEOS, false, null, null));
    }

    @Test
    void theSameResumeAfterAKillChangesNothing() {
        reviewed("a", Step.SCENES);
        StoryRequest resume = resume("a", "1", "{\"storyboard\":{\"scenes\":[]}}");
        take(resume);
        Story resumed = fixture.story("a");

        assertThat(take(resume).outcome()).isEqualTo(Outcome.RESUMED);

        assertThat(fixture.story("a")).isEqualTo(resumed);
    }

    @ParameterizedTest
    @EnumSource(value = Step.class)
    void aStoryThatIsNotInReviewIsNotResumed(Step step) {
        fixture.submitting("a", step);
        Story before = fixture.story("a");

        assertThat(take(resume("a", "1", "{\"storyboard\":{}}")).outcome()).isEqualTo(Outcome.NOT_IN_REVIEW);

        assertThat(fixture.story("a")).isEqualTo(before);
    }

    @Test
    void aResumeOfNobodyRefusesItsWholeDocument() {
        reviewed("a", Step.SCENES);

        List<IntakeResult> taken = admission.take(List.of(resume("a", "1", "{}"), resume("nobody", "2", "{}")),
                ELSEWHERE);

        assertThat(taken).extracting(IntakeResult::outcome).containsExactly(Outcome.RESUMED, Outcome.NOT_IN_REVIEW);
        assertThat(taken.get(1).story()).isNull();
        assertThat(fixture.story("a").state()).isEqualTo(StoryState.REVIEW);
    }

    @Test
    void aQuestionThatIsPutOffIsAskedLaterAndNothingIsSent() {
        fixture.uncertain("a", Step.SCENES);
        fixture.get(Retries.class).retry("a");
        Story claimed = fixture.claimed(fixture.story("a"));

        assertThat(postponements.putOff(claimed, null, fixture.now().plusSeconds(9))).isTrue();

        Story later = fixture.story("a");
        assertThat(later.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(later.stepProgress().checkFirst()).isTrue();
        assertThat(later.attempts()).isOne();
        assertThat(fixture.get(DueStories.class).dueCalls(true, 9)).isEmpty();
        fixture.later(Duration.ofSeconds(9));
        assertThat(fixture.get(DueStories.class).dueCalls(true, 9)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aStepWhoseSenderDiedIsUncertainUnderItsOwnName(Step step) {
        fixture.submitting("a", step);
        fixture.later(Claims.LEASE.plusSeconds(1));

        fixture.get(Overdue.class).lostSubmissions();

        assertThat(fixture.story("a").state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(fixture.story("a").error().stage()).isEqualTo(step.stage());
        assertThat(fixture.story("a").stepProgress().step()).isEqualTo(step);
    }

    /** A story that a person looks at before that step. */
    private Story reviewed(String requestId, Step next) {
        steps.review(fixture.submitting(requestId, Step.STORYBOARD), next, "s-" + requestId,
                TestLedger.service("s-" + requestId), null);
        return fixture.story(requestId);
    }

    private Story answered(String requestId, Step next) {
        steps.nextStep(sending(requestId), next, "s-" + requestId,
                TestLedger.service("s-" + requestId), null);
        return fixture.story(requestId);
    }

    private Story sending(String requestId) {
        Story story = fixture.claimed(fixture.story(requestId));
        submissions.startSubmitting(story, false, TestLedger.tokenOf(requestId));
        return story;
    }

    private IntakeResult take(StoryRequest item) {
        return admission.take(List.of(item), ELSEWHERE).get(0);
    }

    private static StoryRequest resume(String requestId, String sha256, String edited) {
        ObjectNode document = TestLedger.json("{\"request_id\":\"" + requestId + "\"}");
        document.set("resume", TestLedger.json(edited));
        return new StoryRequest(requestId, sha256.repeat(64), document, "form");
    }
}
