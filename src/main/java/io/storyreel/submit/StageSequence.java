package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryError;
import io.storyreel.handover.Submission;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.StepLedger;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.service.ApiAnswer;
import io.storyreel.service.StoryStatus;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;

/**
 * The order of the advanced mode's steps: storyboard, elements, scenes, videos. A step that answered is never run
 * again.
 */
@ApplicationScoped
@Named("stageSequence")
@Unremovable
public class StageSequence {

    private static final StoryLog LOG = StoryLog.of("storyreel.submit");

    private final StepLedger ledger;
    private final CreditGate gate;

    StageSequence(StepLedger ledger, CreditGate gate) {
        this.ledger = ledger;
        this.gate = gate;
    }

    /** Whether the request asks a person to look after this step. */
    public boolean isReviewed(@ExchangeProperty(SUBMISSION) Submission submission) {
        for (JsonNode step : submission.story().request().path("review")) {
            if (step.asText().equals(submission.step())) {
                return true;
            }
        }
        return false;
    }

    /** What comes after a step: elements only where some are made. */
    private static Step after(Submission submission) {
        return switch (submission.story().stepProgress().step()) {
            case STORYBOARD -> needsElements(submission.story().request()) ? Step.ELEMENTS : Step.SCENES;
            case ELEMENTS -> Step.SCENES;
            case SCENES -> Step.VIDEOS;
            default -> throw new IllegalStateException("nothing is paid for after " + submission.step());
        };
    }

    /** Not where the request says false, nor where it brings images of its own. */
    private static boolean needsElements(JsonNode request) {
        return !request.path("stages").path("elements").isBoolean() && request.path("image_files").isEmpty()
                && request.path("image_urls").isEmpty();
    }

    /** Whether it is a step and the service's answer says that it failed; that of the automatic call comes later. */
    public boolean isFailed(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        return submission.isStep() && answer.told().status() == StoryStatus.FAIL;
    }

    /** submitting to failed: the step's name and the service's words. */
    public void failed(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        String words = answer.told().message();
        StoryError error = StoryError.of(ErrorCode.GENERATION_FAILED, submission.story().paidStage(),
                "the service failed at the step " + submission.step() + (words.isBlank() ? "" : ": " + words));
        ledger.stepFailed(submission.story(), answer.credits(), error);
        LOG.warn(LogEvent.STORY_FAILED, submission.story(), "{}", error.message());
    }

    /** The step has its answer; the one after it is next. */
    public void next(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        Story story = submission.story();
        Step next = after(submission);
        ledger.nextStep(story, next, answer.storyId(), answer.story(), answer.credits());
        LOG.info(LogEvent.STEP_DONE, Subject.of(story.requestId(), answer.storyId()), "{} done as story {}, {} is next",
                submission.step(), answer.storyId(), next.wireName());
        openGate(submission);
    }

    /** The step has its answer; a person looks at it before the one after it. */
    public void review(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        Story story = submission.story();
        ledger.review(story, after(submission), answer.storyId(), answer.story(), answer.credits());
        LOG.info(LogEvent.STORY_REVIEW, Subject.of(story.requestId(), answer.storyId()),
                "{} done as story {}, waiting for a review", submission.step(), answer.storyId());
        openGate(submission);
    }

    private void openGate(Submission submission) {
        if (submission.probe()) {
            gate.open();
            LOG.info(LogEvent.CREDIT_BACK, submission.story(), "was paid, credit is back, all submissions go on");
        }
    }
}
