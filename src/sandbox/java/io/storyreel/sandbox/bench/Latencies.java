package io.storyreel.sandbox.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.storyreel.sandbox.bench.bed.BenchStory;
import io.storyreel.sandbox.bench.bed.StoredObjects;

/**
 * From a story's end at the service to its video in the bucket, shortest first.
 *
 * @param nanos one a story
 */
record Latencies(long[] nanos) {

    static Latencies of(List<BenchStory> stories, StoredObjects objects) {
        Map<String, BenchStory> named = stories.stream().collect(Collectors.toMap(BenchStory::name,
                Function.identity(), (first, second) -> first));
        long[] nanos = named.values().stream()
                .flatMap(story -> objects.video(story.name()).stream().map(stored -> stored.at() - story.readyAt()))
                .mapToLong(Long::longValue).toArray();
        Arrays.sort(nanos);
        return new Latencies(nanos);
    }

    /** What so many in a hundred do not exceed, in milliseconds; 0 where there is none. */
    double millis(int percent) {
        if (nanos.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(nanos.length * percent / 100.0);
        return nanos[Math.max(0, rank - 1)] / 1e6;
    }

    /** The median and the 99th percentile, in milliseconds. */
    String text() {
        return "%.0f / %.0f".formatted(millis(50), millis(99));
    }
}
