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
import io.storyreel.ledger.Taken.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the ledger remembers where a story of the advanced mode stands. */
@OnEachDatabase
class WalkTest {

    private static final StoryError WHY = StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.SCENES, "busy");

    private static final Origin ELSEWHERE = new Origin("jms", Map.of());

    private final TestLedger house = TestLedger.fresh();

    private final StoryLedger ledger = house.get(StoryLedger.class);

    private final Admission admission = house.get(Admission.class);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theWalkBeginsWithTheStoryboardAndAnAutomaticStoryHasNone() {
        assertThat(house.accepted("a", TestLedger.ADVANCED).walk()).isEqualTo(new Walk(Step.STORYBOARD, false, null,
                null));
        assertThat(house.accepted("b", TestLedger.REQUEST).walk()).isNull();
        assertThat(house.accepted("c", "{\"mode\":\"automatic\",\"idea\":\"i\"}").walk()).isNull();
    }

    @Test
    void anAnsweredStepIsRememberedWithWhatItBrought() {
        Story story = house.submitting("a", Step.STORYBOARD);
        house.later(Duration.ofSeconds(9));

        assertThat(ledger.nextStep(story, Step.SCENES, "s-1", TestLedger.service("s-1"), BigDecimal.TEN)).isTrue();

        Story walked = house.story("a");
        assertThat(walked.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(walked.walk().step()).isEqualTo(Step.SCENES);
        assertThat(walked.storyId()).isEqualTo("s-1");
        assertThat(walked.service()).isEqualTo(TestLedger.service("s-1"));
        assertThat(walked.usedCredits()).isEqualByComparingTo(BigDecimal.TEN);
        assertThat(walked.submittedAt()).isEqualTo(house.now());
        assertThat(walked.deadlineAt()).isNull();
        assertThat(house.get(Claims.class).dueCalls(true, 9)).hasSize(1);
    }

    @Test
    void anAnswerEndsTheTriesOfItsStepAndItsError() {
        Story story = house.submitting("a", Step.SCENES);
        ledger.acceptedAgain(story, WHY, house.now());
        Story again = house.claimed(house.story("a"));
        assertThat(again.attempts()).isOne();
        ledger.startSubmitting(again, false, TestLedger.tokenOf("a"));

        ledger.nextStep(again, Step.VIDEOS, "s-a", TestLedger.service("s-a"), null);

        assertThat(house.story("a").attempts()).isZero();
        assertThat(house.story("a").error()).isNull();
        assertThat(house.story("a").submittedAt()).isEqualTo(TestLedger.START);
    }

    @Test
    void aReviewIsReportedAndNothingGoesOnByItself() {
        Story story = house.submitting("a", Step.STORYBOARD);

        assertThat(ledger.review(story, Step.ELEMENTS, "s-1", TestLedger.service("s-1"), null)).isTrue();

        Story waiting = house.story("a");
        assertThat(waiting.state()).isEqualTo(StoryState.REVIEW);
        assertThat(waiting.walk().step()).isEqualTo(Step.ELEMENTS);
        assertThat(waiting.finishedAt()).isNull();
        assertThat(waiting.deadlineAt()).isNull();
        assertThat(house.get(Claims.class).dueReports(9)).hasSize(1);
        house.later(Duration.ofDays(400));
        assertThat(house.get(Overdue.class).pastDeadline()).isEmpty();
        for (StoryState state : StoryState.values()) {
            assertThat(house.get(Claims.class).due(state, 9)).as("%s", state).isEmpty();
        }
    }

    @Test
    void aResumeGoesOnWithWhatWasEditedAndItsResultGoesWhereTheRequestCameFrom() {
        Story before = reviewed("a", Step.ELEMENTS);

        Taken taken = take(resume("a", "1", "{\"storyboard\":{\"scenes\":[1.50]},\"scenes\":[{}]}"));

        assertThat(taken.verdict()).isEqualTo(Verdict.RESUMED);
        Story story = house.story("a");
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.origin()).isEqualTo(before.origin());
        assertThat(story.request()).isEqualTo(before.request());
        assertThat(story.walk().step()).isEqualTo(Step.ELEMENTS);
        assertThat(story.walk().storyboard()).hasToString("{\"scenes\":[1.50]}");
        assertThat(story.walk().scenes()).hasToString("[{}]");
        assertThat(story.reportAt()).isNull();
        assertThat(house.get(Claims.class).dueCalls(true, 9)).hasSize(1);
    }

    @Test
    void anEditedStoryboardIsCarriedOnceAndEditedScenesAsFarAsTheVideos() {
        reviewed("a", Step.ELEMENTS);
        take(resume("a", "1", "{\"storyboard\":{\"scenes\":[]},\"scenes\":[{}]}"));

        Walk scenes = answered("a", Step.SCENES).walk();
        assertThat(scenes.storyboard()).isNull();
        assertThat(scenes.scenes()).isNotNull();
        assertThat(answered("a", Step.VIDEOS).walk().scenes()).isNotNull();
        Story sent = sending("a");
        ledger.submitted(sent, "s-a", TestLedger.service("s-a"), house.deadline(), house.now());
        assertThat(house.story("a").walk()).isEqualTo(new Walk(Step.VIDEOS, false, null, null));
    }

    @Test
    void anEditStaysUntilItsCallHasAnAnswer() {
        reviewed("a", Step.SCENES);
        take(resume("a", "1", "{\"storyboard\":{\"scenes\":[]}}"));

        ledger.acceptedAgain(sending("a"), WHY, house.now());
        assertThat(house.story("a").walk().storyboard()).isNotNull();
        ledger.uncertain(sending("a"), WHY);
        assertThat(house.story("a").walk().storyboard()).isNotNull();
        house.get(Retries.class).retry("a");
        assertThat(house.story("a").walk().storyboard()).isNotNull();
    }

    @Test
    void anEmptyResumeGoesOnAsItIs() {
        reviewed("a", Step.VIDEOS);

        assertThat(take(resume("a", "1", "{}")).verdict()).isEqualTo(Verdict.RESUMED);

        assertThat(house.story("a").walk()).isEqualTo(new Walk(Step.VIDEOS, false, null, null));
    }

    @Test
    void theSameResumeAfterAKillChangesNothing() {
        reviewed("a", Step.SCENES);
        StoryRequest resume = resume("a", "1", "{\"storyboard\":{\"scenes\":[]}}");
        take(resume);
        Story resumed = house.story("a");

        assertThat(take(resume).verdict()).isEqualTo(Verdict.RESUMED);

        assertThat(house.story("a")).isEqualTo(resumed);
    }

    @ParameterizedTest
    @EnumSource(value = Step.class)
    void aStoryThatIsNotInReviewIsNotResumed(Step step) {
        house.submitting("a", step);
        Story before = house.story("a");

        assertThat(take(resume("a", "1", "{\"storyboard\":{}}")).verdict()).isEqualTo(Verdict.NOT_IN_REVIEW);

        assertThat(house.story("a")).isEqualTo(before);
    }

    @Test
    void aResumeOfNobodyRefusesItsWholeDocument() {
        reviewed("a", Step.SCENES);

        List<Taken> taken = admission.take(List.of(resume("a", "1", "{}"), resume("nobody", "2", "{}")), ELSEWHERE);

        assertThat(taken).extracting(Taken::verdict).containsExactly(Verdict.RESUMED, Verdict.NOT_IN_REVIEW);
        assertThat(taken.get(1).story()).isNull();
        assertThat(house.story("a").state()).isEqualTo(StoryState.REVIEW);
    }

    @Test
    void aQuestionThatIsPutOffIsAskedLaterAndNothingIsSent() {
        house.uncertain("a", Step.SCENES);
        house.get(Retries.class).retry("a");
        Story claimed = house.claimed(house.story("a"));

        assertThat(ledger.putOff(claimed, null, house.now().plusSeconds(9))).isTrue();

        Story later = house.story("a");
        assertThat(later.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(later.walk().checkFirst()).isTrue();
        assertThat(later.attempts()).isOne();
        assertThat(house.get(Claims.class).dueCalls(true, 9)).isEmpty();
        house.later(Duration.ofSeconds(9));
        assertThat(house.get(Claims.class).dueCalls(true, 9)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aStepWhoseSenderDiedIsUncertainUnderItsOwnName(Step step) {
        house.submitting("a", step);
        house.later(Claims.LEASE.plusSeconds(1));

        house.get(Overdue.class).lostSubmissions();

        assertThat(house.story("a").state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(house.story("a").error().stage()).isEqualTo(step.stage());
        assertThat(house.story("a").walk().step()).isEqualTo(step);
    }

    /** A story that a person looks at before that step. */
    private Story reviewed(String requestId, Step next) {
        ledger.review(house.submitting(requestId, Step.STORYBOARD), next, "s-" + requestId,
                TestLedger.service("s-" + requestId), null);
        return house.story(requestId);
    }

    private Story answered(String requestId, Step next) {
        ledger.nextStep(sending(requestId), next, "s-" + requestId,
                TestLedger.service("s-" + requestId), null);
        return house.story(requestId);
    }

    private Story sending(String requestId) {
        Story story = house.claimed(house.story(requestId));
        ledger.startSubmitting(story, false, TestLedger.tokenOf(requestId));
        return story;
    }

    private Taken take(StoryRequest item) {
        return admission.take(List.of(item), ELSEWHERE).get(0);
    }

    private static StoryRequest resume(String requestId, String sha256, String edited) {
        ObjectNode document = TestLedger.json("{\"request_id\":\"" + requestId + "\"}");
        document.set("resume", TestLedger.json(edited));
        return new StoryRequest(requestId, sha256.repeat(64), document, "form");
    }
}
