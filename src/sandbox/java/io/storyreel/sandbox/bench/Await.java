package io.storyreel.sandbox.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what the product brings about. */
final class Await {

    /** For a look at a number in memory. */
    private static final Duration OFTEN = Duration.ofMillis(5);

    /** For a look that costs the machine something. */
    private static final Duration SELDOM = Duration.ofMillis(250);

    private Await() {
    }

    /** @throws IllegalStateException when it has not come about in that time, or the product has ended */
    static void isSo(BooleanSupplier condition, Product product, Duration patience) {
        if (!comesAbout(condition, OFTEN, product, patience)) {
            throw new IllegalStateException("Not done within " + patience + "; the last that Storyreel said:\n"
                    + product.logTail());
        }
    }

    /** Whether so many results arrive in that time. */
    static boolean haveArrived(int results, Product product, Duration patience) {
        return comesAbout(() -> product.channel().arrived() >= results, SELDOM, product, patience);
    }

    /** Whether it comes about in that time. */
    static boolean comesAbout(BooleanSupplier condition, Product product, Duration patience) {
        return comesAbout(condition, OFTEN, product, patience);
    }

    private static boolean comesAbout(BooleanSupplier condition, Duration interval, Product product,
            Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            product.requireAlive();
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(interval.toNanos());
        }
        return true;
    }
}
