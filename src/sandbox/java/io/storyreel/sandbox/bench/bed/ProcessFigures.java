package io.storyreel.sandbox.bench.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel knows of a process, or of several together.
 *
 * @param cpuMillis   CPU time so far, in user and kernel mode
 * @param rssBytes    memory it holds at this moment
 * @param peakBytes   the most it ever held
 * @param threads     at this moment
 * @param diskBytes   what it caused to be written to disks so far
 * @param writeBytes  what it handed to write calls so far, sockets included
 */
public record ProcessFigures(long cpuMillis, long rssBytes, long peakBytes, int threads, long diskBytes,
        long writeBytes) {

    public static final ProcessFigures NONE = new ProcessFigures(0, 0, 0, 0, 0, 0);

    /** A tick of the kernel's accounting, which user programs see as 100 a second on every architecture. */
    private static final int TICK_MILLIS = 10;

    /** Figures of a process; all zero where it has ended. */
    public static ProcessFigures of(long pid) {
        Path process = Path.of("/proc", String.valueOf(pid));
        try {
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            List<String> status = Files.readAllLines(process.resolve("status"));
            List<String> io = Files.readAllLines(process.resolve("io"));
            return new ProcessFigures((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS,
                    number(status, "VmRSS:") * 1024, number(status, "VmHWM:") * 1024,
                    (int) number(status, "Threads:"), number(io, "write_bytes:"), number(io, "wchar:"));
        } catch (NoSuchFileException ended) {
            return NONE;
        } catch (IOException e) {
            if (!Files.exists(process)) {
                return NONE;
            }
            throw new IllegalStateException("The bench reads " + process + ", so it needs Linux", e);
        }
    }

    public ProcessFigures plus(ProcessFigures other) {
        return new ProcessFigures(cpuMillis + other.cpuMillis, rssBytes + other.rssBytes, peakBytes + other.peakBytes,
                threads + other.threads, diskBytes + other.diskBytes, writeBytes + other.writeBytes);
    }

    private static long number(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).findFirst()
                .map(line -> Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", ""))).orElse(0L);
    }
}
