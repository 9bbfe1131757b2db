package io.storyreel.sandbox.bench;

import java.util.Map;
import java.util.stream.Collectors;

import io.storyreel.sandbox.bench.bed.ProcessFigures;
import io.storyreel.sandbox.bench.bed.TestBed;

/** What has happened on the stand since it was made. */
final class Meter {

    private final TestBed stand;

    private final long startedAt = System.nanoTime();

    private final long cpuMillis = ownCpuMillis();

    private final Map<String, Long> calls;

    Meter(TestBed stand) {
        this.stand = stand;
        this.calls = stand.calls();
    }

    long startedAt() {
        return startedAt;
    }

    double seconds() {
        return (System.nanoTime() - startedAt) / 1e9;
    }

    /** CPU time of this whole process since then: service, store, relay and the bench's own looking. */
    double cpuMillis() {
        return ownCpuMillis() - cpuMillis;
    }

    /** Calls for each of so many stories, as one text. */
    String callsFor(int stories) {
        return stand.calls().entrySet().stream()
                .map(call -> "%s %.1f".formatted(call.getKey(),
                        (call.getValue() - calls.getOrDefault(call.getKey(), 0L)) / (double) stories))
                .collect(Collectors.joining(", "));
    }

    private static long ownCpuMillis() {
        return ProcessFigures.of(ProcessHandle.current().pid()).cpuMillis();
    }
}
