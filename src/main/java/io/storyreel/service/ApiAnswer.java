package io.storyreel.service;

import java.math.BigDecimal;
import java.time.Duration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;

/**
 * What the service answered.
 *
 * @param status the HTTP status
 * @param story the Story object in it, or null where there is none
 * @param text the service's words, cut at 4 KiB
 * @param retryAfter how long it asks to be left alone, or null
 */
public record ApiAnswer(int status, ObjectNode story, String text, Duration retryAfter) {

    /** Cheap on purpose: Camel's bean calls look answers up in hash tables. */
    @Override
    public int hashCode() {
        return status;
    }

    /** Whether the service says yes and shows the Story it speaks of. */
    public boolean hasStory() {
        return status >= 200 && status < 300 && story != null;
    }

    /** What its Story says. Only where {@link #hasStory} is true. */
    public ServiceStory told() {
        return new ServiceStory(story);
    }

    /** The Story's id. */
    public String storyId() {
        return told().id().orElseThrow(() -> new IllegalStateException("a story without an id was taken for one"));
    }

    /** What the Story says it has cost so far, or null. */
    public BigDecimal credits() {
        return told().credits();
    }

    /** Whether it says nothing about what was asked, only that now is not the time: such a service is waited for. */
    public boolean isOutage() {
        return status >= 500 || status == 408 || status == 425 || status == 429 || status == 499;
    }

    /**
     * This answer as an error.
     *
     * @param known whether the call named a story id, which decides what a 404 means
     */
    public StoryError error(Stage stage, boolean known) {
        return new StoryError(code(known), "the service answered " + status + (text.isBlank() ? "" : ": " + text),
                stage, status);
    }

    private ErrorCode code(boolean known) {
        return switch (status) {
            case 401, 403 -> ErrorCode.API_UNAUTHORIZED;
            case 402 -> ErrorCode.INSUFFICIENT_CREDIT;
            case 404 -> known ? ErrorCode.STORY_NOT_FOUND : ErrorCode.API_BAD_REQUEST;
            case 422 -> ErrorCode.API_VALIDATION;
            // Not about the request: too slow, too early, too many, gone before the answer.
            case 408, 425, 429, 499 -> ErrorCode.API_UNAVAILABLE;
            default -> status >= 400 && status < 500 ? ErrorCode.API_BAD_REQUEST : ErrorCode.API_UNAVAILABLE;
        };
    }
}
