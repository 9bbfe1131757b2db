package io.storyreel.fault;

/**
 * One error of a story, in the words the user reads.
 *
 * @param code what went wrong
 * @param message plain words: what, with which value, and what to do; never the API key
 * @param stage where on the journey
 * @param httpStatus the service's answer, or null where there was none
 */
public record StoryError(ErrorCode code, String message, Stage stage, Integer httpStatus) {

    /** An error without an HTTP answer behind it. */
    public static StoryError of(ErrorCode code, Stage stage, String message) {
        return new StoryError(code, message, stage, null);
    }
}
