package io.storyreel.download;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends blocking socket I/O when its thread is interrupted, which the JDK's blocking sockets do not do by themselves:
 * a shutdown would otherwise wait for the response timeout.
 */
final class InterruptWatch implements AutoCloseable {

    private static final long EVERY_MILLIS = 50;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "storyreel-download-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** One thread under watch. */
    interface Watched extends AutoCloseable {
        /** Ends the watch. */
        @Override
        void close();
    }

    /** Runs {@code onInterrupt} soon after the calling thread is interrupted, until the watch is closed. */
    Watched over(Runnable onInterrupt) {
        Thread thread = Thread.currentThread();
        ScheduledFuture<?> look = clock.scheduleWithFixedDelay(() -> {
            if (thread.isInterrupted()) {
                onInterrupt.run();
            }
        }, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return () -> look.cancel(false);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
