package io.storyreel.service;

import java.math.BigDecimal;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** Whether the service says yes and shows the Story it speaks of. */
    public boolean hasStory() {
        return status >= 200 && status < 300 && story != null;
    }

    /** The Story's id. */
    public String storyId() {
        return story.path("id").asText();
    }

    /** What the Story says it has cost so far, or null. */
    public BigDecimal credits() {
        return credits(story);
    }

    /** What a Story object says it has cost so far, or null. */
    public static BigDecimal credits(JsonNode story) {
        return story.path("used_credits").isNumber() ? story.path("used_credits").decimalValue() : null;
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
            case 429 -> ErrorCode.API_UNAVAILABLE;
            default -> status >= 400 && status < 500 ? ErrorCode.API_BAD_REQUEST : ErrorCode.API_UNAVAILABLE;
        };
    }
}
