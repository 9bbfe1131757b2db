package io.storyreel.fault;

import java.time.Duration;

import org.apache.camel.util.ObjectHelper;

/**
 * Thrown where a stage cannot go on; the routes' one fault configuration decides what becomes of the story.
 * Expected faults carry no stack trace: their message is what a reader needs.
 */
public class StoryFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient StoryError error;

    private final boolean lasting;

    private final Duration retryAfter;

    private StoryFault(StoryError error, boolean lasting, Duration retryAfter, Throwable cause) {
        super(error.message(), cause, false, false);
        this.error = error;
        this.lasting = lasting;
        this.retryAfter = retryAfter;
    }

    /** A fault that time may mend: the stage is repeated until the deadline. */
    public static StoryFault passing(StoryError error, Throwable cause) {
        return new StoryFault(error, false, null, cause);
    }

    /** The same, where the other side has asked to be left alone for so long; null where it has not. */
    public static StoryFault passingAfter(StoryError error, Duration retryAfter) {
        return new StoryFault(error, false, retryAfter, null);
    }

    /** Final: repeating it unchanged gives the same, so the story fails now. */
    public static StoryFault lasting(StoryError error) {
        return new StoryFault(error, true, null, null);
    }

    /** The fault behind what Camel caught: a bean called in an expression has its exceptions wrapped. */
    public static StoryFault behind(Throwable caught) {
        return ObjectHelper.getException(StoryFault.class, caught);
    }

    /** What to tell the user. */
    public StoryError error() {
        return error;
    }

    /** How long the other side asks to be left alone, or null. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the story fails at once instead of being tried again. */
    public boolean isLasting() {
        return lasting;
    }
}
