package io.storyreel.sandbox.bench.bed;

import java.time.Duration;
import java.util.List;

/**
 * The least that gets a video from the service into the bucket: one POST, its callback, one GET, one download streamed
 * into one PUT, on one thread. It remembers nothing, checks nothing, repeats nothing: the mark to measure the product
 * by, not a way to do it.
 */
public interface Relay extends AutoCloseable {

    /** Submits a story for each name. */
    void begin(List<String> names);

    /**
     * Returns when all their videos are in the bucket.
     *
     * @throws IllegalStateException when that takes longer, or anything went wrong
     */
    void await(Duration patience);

    /** The CPU time it has had so far, in milliseconds. */
    double cpuMillis();

    /** Whether its CPU time is part of this process's. */
    boolean isWithin();

    /** Submits a story for each name, and returns when all their videos are in the bucket. */
    default void run(List<String> names, Duration patience) {
        begin(names);
        await(patience);
    }

    @Override
    void close();
}
