package io.storyreel.trace;

import io.storyreel.journal.LogEvent;
import io.storyreel.story.StoryState;

/** In which state a story is after something has happened to it that the log tells of. */
final class StoryStates {

    private StoryStates() {
    }

    /** Null where it does not change. */
    static StoryState after(LogEvent event) {
        return switch (event) {
            case STORY_ACCEPTED, STORY_RESUMED, STORY_POSTPONED, STEP_DONE, SUBMIT_AGAIN -> StoryState.ACCEPTED;
            case CREDIT_GONE -> StoryState.WAITING_CREDIT;
            case STORY_SUBMITTED, STORY_ADOPTED -> StoryState.GENERATING;
            case STORY_REVIEW -> StoryState.REVIEW;
            case STORY_UNCERTAIN -> StoryState.UNCERTAIN;
            case STORY_MADE -> StoryState.DELIVERING;
            case STORY_DELIVERED -> StoryState.DELIVERED;
            case STORY_FAILED -> StoryState.FAILED;
            default -> null;
        };
    }

    /** Whether it is told as a fault of the stage that it happened in. */
    static boolean isFault(LogEvent event) {
        return switch (event) {
            case STORY_FAILED, STORY_UNCERTAIN, CREDIT_GONE, SUBMIT_AGAIN, LOOK_AGAIN, ADOPTION_AGAIN, CONCAT_AGAIN,
                    DELIVERY_AGAIN, REPORT_AGAIN, WORK_PUT_OFF, FAULT_UNKNOWN -> true;
            default -> false;
        };
    }
}
