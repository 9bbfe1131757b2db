package io.storyreel.story;

import java.util.Locale;

/**
 * The states of a story, as the ledger, the results and {@code /api/stories} name them. docs/operations.md tells what
 * to do in each.
 */
public enum StoryState {
    /** Taken up durably; nothing paid. */
    ACCEPTED,
    /** The service has no credit left: waits for the probe that is paid. */
    WAITING_CREDIT,
    /** Recorded before the POST that is paid for; found here after a kill, it may have been paid. */
    SUBMITTING,
    /** May have been paid for, the answer is lost: never repeated blindly. */
    UNCERTAIN,
    /** The story id is known; the service works. */
    GENERATING,
    /** Stopped for a person to look at the storyboard or the scenes. */
    REVIEW,
    /** The video's address is known; it is on its way to the bucket. */
    DELIVERING,
    /** Whole in the bucket. */
    DELIVERED,
    /** Ended without a video. */
    FAILED;

    /** The name outside Java, for example {@code waiting_credit}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a person looks at what there is so far. */
    public boolean isReview() {
        return this == REVIEW;
    }

    /** Whether nothing more happens by itself. */
    public boolean isFinal() {
        return this == DELIVERED || this == FAILED || this == UNCERTAIN;
    }
}
