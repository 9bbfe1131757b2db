package io.storyreel.fault;

/**
 * What can end a story badly, as the result's {@code error.code} names it.
 */
public enum ErrorCode {
    INVALID_REQUEST(false),
    REQUEST_ID_CONFLICT(false),
    BUDGET_EXCEEDED(false),
    API_BAD_REQUEST(false),
    API_UNAUTHORIZED(true),
    INSUFFICIENT_CREDIT(true),
    STORY_NOT_FOUND(false),
    API_VALIDATION(false),
    API_UNAVAILABLE(true),
    SUBMISSION_UNCERTAIN(true),
    GENERATION_FAILED(false),
    DEADLINE_EXCEEDED(true),
    VIDEO_URL_REFUSED(true),
    VIDEO_UNAVAILABLE(true),
    VIDEO_INVALID(true),
    STORAGE_FAILED(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same request may succeed later, unchanged: once more by a manual retry. */
    public boolean retryable() {
        return retryable;
    }
}
