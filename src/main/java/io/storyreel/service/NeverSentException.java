package io.storyreel.service;

import java.io.IOException;

/**
 * The call failed before a byte of it could reach the service: no connection was made. Repeating it can't pay twice.
 */
public class NeverSentException extends IOException {

    private static final long serialVersionUID = 1L;

    NeverSentException(String message) {
        super(message);
    }

    NeverSentException(IOException cause) {
        super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
    }
}
