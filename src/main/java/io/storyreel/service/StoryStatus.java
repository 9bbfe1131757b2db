package io.storyreel.service;

import java.util.Locale;
import java.util.Set;

/**
 * What the service says of a story, whichever word it has for it. Its documentation names {@code new},
 * {@code processing}, {@code success} and {@code fail}; servers in the field have others, in any case.
 */
public enum StoryStatus {
    /** Known, and nothing of it is being made, or not yet. */
    NEW("new", "created", "draft"),
    /** In the making. */
    PROCESSING("processing", "pending", "queued", "waiting", "submitted", "started", "running", "in_progress"),
    /** Made; the video's address may still be missing. */
    SUCCESS("success", "successful", "succeeded", "complete", "completed", "done", "finished"),
    /** It will not be made. */
    FAIL("fail", "failed", "failure", "error", "cancelled", "canceled", "aborted"),
    /** No word at all. */
    UNTOLD(""),
    /** A word we do not know: waited on, since the next one may be known. */
    UNKNOWN;

    private final Set<String> words;

    StoryStatus(String... words) {
        this.words = Set.of(words);
    }

    /** What a word means; blanks around it and its case say nothing. */
    static StoryStatus of(String word) {
        String known = word.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        for (StoryStatus status : values()) {
            if (status.words.contains(known)) {
                return status;
            }
        }
        return UNKNOWN;
    }
}
