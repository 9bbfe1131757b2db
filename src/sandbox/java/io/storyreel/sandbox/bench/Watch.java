package io.storyreel.sandbox.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.storyreel.sandbox.bench.bed.ProcessFigures;

/** Looks at a running product several times a second: how far it is, what it has used, how large its ledger is. */
final class Watch implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 200;

    private static final int LOOKS_A_LINE = 50;

    /** One look. */
    record Look(long at, int done, ProcessFigures figures) {
    }

    private final List<Look> looks = new ArrayList<>();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private final Product product;

    private final IntSupplier progress;

    private final PrintStream out;

    private long ledgerPeak;

    private Watch(Product product, IntSupplier progress, PrintStream out) {
        this.product = product;
        this.progress = progress;
        this.out = out;
    }

    /** @param progress how much is done */
    static Watch start(Product product, IntSupplier progress, PrintStream out) {
        Watch watch = new Watch(product, progress, out);
        watch.look();
        watch.clock.scheduleAtFixedRate(watch::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private synchronized void look() {
        Look look = new Look(System.nanoTime(), progress.getAsInt(), product.figures());
        looks.add(look);
        ledgerPeak = Math.max(ledgerPeak, product.ledger().bytes());
        if (looks.size() % LOOKS_A_LINE == 0) {
            Look before = looks.get(looks.size() - LOOKS_A_LINE);
            out.printf("  %,d done, %.1f/s, ledger %,d KB, RSS %,d MB%n", look.done(),
                    (look.done() - before.done()) * 1e9 / (look.at() - before.at()), ledgerPeak / 1024,
                    look.figures().rssBytes() >> 20);
        }
    }

    /** The largest the ledger was seen. */
    synchronized long ledgerPeak() {
        return ledgerPeak;
    }

    /** CPU time for each that was done in the second half, when the JVM is warm, in milliseconds. */
    synchronized double warmMillis() {
        Look last = looks.get(looks.size() - 1);
        Look middle = looks.stream().filter(look -> look.done() * 2 >= last.done()).findFirst().orElse(last);
        return (last.figures().cpuMillis() - middle.figures().cpuMillis())
                / (double) Math.max(1, last.done() - middle.done());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
