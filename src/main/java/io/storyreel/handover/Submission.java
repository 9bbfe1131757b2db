package io.storyreel.handover;

import io.storyreel.story.Claimed;
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
        return story.stepProgress() == null ? "automatic" : story.stepProgress().step().wireName();
    }

    /** Whether the call may take minutes: storyboard, elements and scenes answer in the call itself. */
    public boolean isLong() {
        return story.stepProgress() != null && story.stepProgress().step().isLong();
    }

    /** Whether a GET comes first, which may show that the step was done after all. */
    public boolean isToBeLookedAt() {
        return story.stepProgress() != null && story.stepProgress().checkFirst() && story.storyId() != null;
    }
}
