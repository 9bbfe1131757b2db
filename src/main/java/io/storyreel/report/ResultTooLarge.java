package io.storyreel.report;

/** Not even shortened does a queue take this result: its own fault, others may fit. Carries no stack trace. */
public class ResultTooLarge extends Exception {

    private static final long serialVersionUID = 1L;

    public ResultTooLarge(String message) {
        super(message, null, false, false);
    }
}
