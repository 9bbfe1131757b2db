package io.storyreel.sandbox.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.storyreel.sandbox.bench.bed.ProcessFigures;

/** A server that is a process with children which come and go. */
final class ProcessFamily {

    private static final int TICK_MILLIS = 10;

    private ProcessFamily() {
    }

    /** CPU time of the process that the file names and of all its children, the ended ones too, in milliseconds. */
    static long cpuMillisOf(Path pidFile) {
        try {
            long parent = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            String stat = Files.readString(Path.of("/proc", String.valueOf(parent), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            // Its own in both modes, then that of the children it has waited for.
            for (int field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks * TICK_MILLIS + ProcessHandle.of(parent).stream().flatMap(ProcessHandle::children)
                    .mapToLong(child -> ProcessFigures.of(child.pid()).cpuMillis()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
