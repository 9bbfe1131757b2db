package io.storyreel.fault;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.storyreel.text.RootCause;


/**
 * What is done about an {@link OutOfMemoryError}, wherever it is met and whatever it is wrapped in: one line, and the
 * process ends at once, as with {@code -XX:+ExitOnOutOfMemoryError}. Whoever was denied memory may be a library that is
 * of no use from then on, an H2 that has closed its file or a client without its thread, so nothing of it is repeated.
 * As after a kill, nothing is lost, and whoever looks after the process starts it again.
 */
public final class OutOfMemoryExit {

    /** As the JVM's own flag has it. */
    public static final int EXIT_CODE = 3;

    /** Faults can be chained in a ring. */
    private static final int DEEPEST = 50;

    /** The first to meet it tells of it. */
    private static final ReentrantLock ENDING = new ReentrantLock();

    private OutOfMemoryExit() {
    }

    /** Whether a fault is one of memory, or comes of one. */
    public static boolean isBehind(Throwable fault) {
        return in(fault) != null;
    }

    /** Ends the process where memory has run out; does nothing about any other fault, nor about null. */
    public static void endIfBehind(Throwable fault) {
        OutOfMemoryError found = in(fault);
        if (found != null) {
            end(found);
        }
    }

    private static OutOfMemoryError in(Throwable fault) {
        Throwable cause = fault;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof OutOfMemoryError found) {
                return found;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static void end(OutOfMemoryError found) {
        try {
            // Others that meet it meanwhile wait for the line, but not for ever.
            if (ENDING.tryLock(2, TimeUnit.SECONDS) && ENDING.getHoldCount() == 1) {
                // Not by the log, whose console is written by another thread: that one would come too late.
                System.err.println("ERROR memory has run out, " + RootCause.of(found)
                        + ": Storyreel ends with exit"
                        + " code " + EXIT_CODE + ". Nothing is lost: start it again, with more memory (-Xmx)");
            }
        } catch (InterruptedException e) {
            // It ends all the same.
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
