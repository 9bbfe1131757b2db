package io.storyreel.service;

import java.io.IOException;

/**
 * The call broke off before its body was whole, because what it carries could not be read to its end. Its length was
 * announced, so the service can tell that the rest is missing and cannot have taken it: repeating it can't pay twice.
 * Carries no stack trace.
 */
public class HalfSentException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Says so out of an entity's or a part's {@code writeTo}.
     *
     * @param words what could not be read, and why
     */
    public HalfSentException(String words) {
        super(words);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
