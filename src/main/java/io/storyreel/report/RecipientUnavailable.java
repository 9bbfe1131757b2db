package io.storyreel.report;

import java.time.Instant;

/**
 * A result was not even tried: another one to the same recipient has failed a moment ago, or all who may be with
 * addresses of its kind are. Carries no stack trace.
 */
public class RecipientUnavailable extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Instant until;

    RecipientUnavailable(String recipient, Instant until) {
        super("the " + recipient + " took nothing a moment ago", null, false, false);
        this.until = until;
    }

    /** When it is worth another try. */
    public Instant until() {
        return until;
    }
}
