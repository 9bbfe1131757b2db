package io.storyreel.log;

import java.util.function.UnaryOperator;

/** A fault as it is shown in a log: its words made safe, its trace and its causes as they were. */
final class SafeThrowable extends Throwable {

    private static final long serialVersionUID = 1L;

    /** Faults can be chained in a ring. */
    private static final int DEEPEST = 20;

    private final String words;

    private SafeThrowable(Throwable fault, UnaryOperator<String> safe, int depth) {
        super(null, fault.getCause() == null || depth == DEEPEST ? null
                : new SafeThrowable(fault.getCause(), safe, depth + 1), true, true);
        this.words = safe.apply(fault.toString());
        setStackTrace(fault.getStackTrace());
        if (depth < DEEPEST) {
            for (Throwable suppressed : fault.getSuppressed()) {
                addSuppressed(new SafeThrowable(suppressed, safe, depth + 1));
            }
        }
    }

    /** The fault with its words and those of all behind it as {@code safe} gives them. */
    static SafeThrowable of(Throwable fault, UnaryOperator<String> safe) {
        return new SafeThrowable(fault, safe, 0);
    }

    @Override
    public String getMessage() {
        return words;
    }

    @Override
    public String toString() {
        return words;
    }
}
