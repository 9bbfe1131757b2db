package io.storyreel.story;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.journal.Subject;

/**
 * One row of the ledger, as it was read. What is not known yet is null.
 *
 * @param requestId the user's name for it, also the idempotency key
 * @param state where it stands
 * @param contentSha256 what was asked, to tell a duplicate from a conflict
 * @param request the request as it was taken up
 * @param origin the channel it came by, where its result goes
 * @param dialect how the service is spoken to about it, whatever is set by now
 * @param callbackBatchId the batch id its webhook was last called with
 * @param storyId the service's id, the webhook's {@code batch_id}
 * @param attempts how often the present stage has been tried in a row
 * @param notFound how often in a row the service has not shown it when it was asked for: a 404, or to an uncertain
 *        story's webhook another no
 * @param deliveries how often its delivery has been begun since its video was made, this time counted
 * @param progress percent, as the service tells it
 * @param usedCredits what the service says it has cost so far
 * @param estimatedCredits what it was thought to cost when it was taken up
 * @param service the service's Story object as last seen
 * @param videoUrl where the composed video is
 * @param composeAt when /concat is due, unless the video's address comes first
 * @param composedAt when /concat was called
 * @param deadlineAt when it fails
 * @param error the last thing that went wrong
 * @param video the object in the bucket
 * @param receivedAt when it was taken up
 * @param submittedAt when the service took it
 * @param finishedAt when it reached a final state
 * @param reportAt when its result is to be handed out
 * @param reportedAt when its result was last handed out
 * @param stepProgress how far it has got, or null in the automatic mode
 * @param lease the claim it was read under: only this one may move it on
 */
public record Story(String requestId, StoryState state, String contentSha256, ObjectNode request, Origin origin,
        String dialect, String callbackBatchId, String storyId, int attempts, int notFound, int deliveries,
        Integer progress, BigDecimal usedCredits, BigDecimal estimatedCredits, ObjectNode service, String videoUrl,
        Instant composeAt, Instant composedAt, Instant deadlineAt, StoryError error, StoredVideo video,
        Instant receivedAt,
        Instant submittedAt, Instant finishedAt, Instant reportAt, Instant reportedAt, StepProgress stepProgress,
        String lease) implements Claimed, Subject {

    /** Itself. */
    @Override
    public Story story() {
        return this;
    }

    /** Where an error of its next paid call happens. */
    public Stage paidStage() {
        return stepProgress == null ? Stage.SUBMIT : stepProgress.step().stage();
    }

    /** A text field of the request, or null. */
    public String requested(String field) {
        return request.path(field).textValue();
    }

    /** The same as it is once its video is made, under another claim. */
    public Story delivering(String newLease, String madeVideoUrl, ObjectNode madeService, BigDecimal credits) {
        return new Story(requestId, StoryState.DELIVERING, contentSha256, request, origin, dialect, callbackBatchId,
                storyId, 0, notFound, 1, 100, credits, estimatedCredits, madeService, madeVideoUrl, composeAt,
                composedAt,
                deadlineAt, null, video, receivedAt, submittedAt, finishedAt, reportAt, reportedAt, stepProgress,
                        newLease);
    }

    /** The same as it is once its video is in the bucket, under another claim. */
    public Story delivered(String newLease, StoredVideo stored, Instant now) {
        return new Story(requestId, StoryState.DELIVERED, contentSha256, request, origin, dialect, callbackBatchId,
                storyId, attempts, notFound, deliveries, progress, usedCredits, estimatedCredits, service, videoUrl,
                composeAt,
                composedAt, deadlineAt, null, stored, receivedAt, submittedAt, now, now, reportedAt, stepProgress,
                        newLease);
    }

    /** The same as its next call would find it after a review, with what a person would change; null leaves it. */
    public Story edited(ObjectNode storyboard, JsonNode scenes) {
        StepProgress further = stepProgress == null ? null : new StepProgress(stepProgress.step(),
                stepProgress.checkFirst(), storyboard == null ? stepProgress.storyboard() : storyboard,
                        scenes == null ? stepProgress.scenes() : scenes);
        return new Story(requestId, state, contentSha256, request, origin, dialect, callbackBatchId, storyId, attempts,
                notFound, deliveries, progress, usedCredits, estimatedCredits, service, videoUrl, composeAt, composedAt,
                deadlineAt, error, video, receivedAt, submittedAt, finishedAt, reportAt, reportedAt, further, lease);
    }

    /** Cheap on purpose: Camel's bean calls look stories up in hash tables, and print them to compare them. */
    @Override
    public int hashCode() {
        return requestId.hashCode();
    }

    @Override
    public String toString() {
        return requestId + " (" + state.wireName() + ")";
    }

    /** This story, with the video where the service says it is now. */
    public Story at(String freshVideoUrl, ObjectNode freshService) {
        return new Story(requestId, state, contentSha256, request, origin, dialect, callbackBatchId,
                storyId, attempts, notFound, deliveries, progress, usedCredits, estimatedCredits, freshService,
                freshVideoUrl,
                composeAt, composedAt, deadlineAt, error, video, receivedAt, submittedAt, finishedAt, reportAt,
                reportedAt, stepProgress, lease);
    }
}
