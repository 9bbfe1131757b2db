package io.storyreel.journey.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What a process holds, looked at again and again: memory, threads, file handles. Linux only. */
final class SoakFigures {

    /**
     * One look.
     *
     * @param second  of the soak
     * @param memory  resident, KB
     * @param threads of the process
     * @param handles open files and sockets
     */
    record Sample(long second, long memory, long threads, long handles) {
    }

    private final List<Sample> samples = new ArrayList<>();

    private final long begun = System.nanoTime();

    /** A process that has just ended is not counted. */
    void look(long pid) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try (Stream<Path> handles = Files.list(process.resolve("fd"))) {
            List<String> status = Files.readAllLines(process.resolve("status"));
            samples.add(new Sample((System.nanoTime() - begun) / 1_000_000_000, number(status, "VmRSS:"),
                    number(status, "Threads:"), handles.count()));
        } catch (IOException ended) {
            if (Files.exists(process)) {
                throw new IllegalStateException("the soak reads " + process + ", so it needs Linux", ended);
            }
        }
    }

    private static long number(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", ""))).orElse(0L);
    }

    /** The median of a figure in the {@code quarter}th quarter of the time, from 0. */
    long median(int quarter, ToLongFunction<Sample> figure) {
        int from = samples.size() * quarter / 4;
        int to = samples.size() * (quarter + 1) / 4;
        long[] sorted = samples.subList(from, to).stream().mapToLong(figure).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** A line for people. */
    String told() {
        StringBuilder line = new StringBuilder();
        for (int quarter = 0; quarter < 4; quarter++) {
            line.append("%n  quarter %d: %d MB, %d threads, %d handles".formatted(quarter + 1,
                    median(quarter, Sample::memory) / 1024, median(quarter, Sample::threads),
                    median(quarter, Sample::handles)));
        }
        return line.toString();
    }
}
