package io.storyreel.text;

/** What lies at the bottom of a fault, in one line: those above it say what was tried, which is known. */
public final class RootCause {

    /** A cause may lead back to itself. */
    private static final int DEEPEST = 100;

    private RootCause() {
    }

    /** What kind of fault the innermost one with words is, and its words. */
    public static String of(Throwable fault) {
        Throwable root = fault;
        Throwable cause = fault.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            root = cause.getMessage() != null || root.getMessage() == null ? cause : root;
            cause = cause.getCause();
        }
        return root.getClass().getSimpleName() + ": " + String.valueOf(root.getMessage()).replaceAll("\\s+", " ");
    }
}
