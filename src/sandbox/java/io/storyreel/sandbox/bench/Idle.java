package io.storyreel.sandbox.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.storyreel.sandbox.bench.bed.ProcessFigures;

/**
 * A product that is left alone.
 *
 * @param figures at the end
 * @param percent of one core that it took meanwhile
 * @param seconds how long it was left alone, the rest before included
 */
record Idle(ProcessFigures figures, double percent, long seconds) {

    /** Waits, then looks what it took meanwhile. */
    static Idle watch(Product product, Duration time) {
        long began = System.nanoTime();
        ProcessFigures before = product.figures();
        rest(time);
        ProcessFigures after = product.figures();
        double millis = (System.nanoTime() - began) / 1e6;
        return new Idle(after, 100.0 * (after.cpuMillis() - before.cpuMillis()) / Math.max(1, millis),
                2 * time.toSeconds());
    }

    static void rest(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
