package io.storyreel.handover;

import io.storyreel.story.Claimed;
import io.storyreel.story.Step;
import io.storyreel.story.Story;

/**
 * A claimed story on its way to the service.
 *
 * @param story as claimed
 * @param probe whether it is the one that asks if there is credit again
 */
public record Submission(Story story, boolean probe) implements Claimed {

    /** Cheap on purpose, as the story's. */
    @Override
    public int hashCode() {
        return story.hashCode();
    }

    /** The advanced mode's step, or {@code automatic}. */
    public String step() {
        return isStep() ? story.stepProgress().step().wireName() : "automatic";
    }

    /** Whether it is a step of the advanced mode. */
    public boolean isStep() {
        return story.stepProgress() != null;
    }

    /** Whether the service makes the video from this call on: the automatic one, or the last step. */
    public boolean makesVideo() {
        return !isStep() || story.stepProgress().step() == Step.VIDEOS;
    }

    /** Whether the call may take minutes: storyboard, elements and scenes answer in the call itself. */
    public boolean isLong() {
        return isStep() && story.stepProgress().step().isLong();
    }

    /** Whether a GET comes first, which may show that the step was done after all. */
    public boolean isToBeLookedAt() {
        return isStep() && story.stepProgress().checkFirst() && story.storyId() != null;
    }
}
