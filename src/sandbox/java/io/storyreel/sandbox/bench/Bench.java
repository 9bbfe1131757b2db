package io.storyreel.sandbox.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bench's main class: runs the parts that were asked for, one after another, and leaves nothing behind. */
public final class Bench {

    private Bench() {
    }

    /** Exit code 0: all went through and was correct; 1: not; 2: it could not be run. */
    public static void main(String... args) throws IOException {
        if (List.of(args).contains("--help") || List.of(args).contains("-h")) {
            System.out.println(BenchArguments.USAGE);
            return;
        }
        int exitCode;
        try {
            exitCode = run(System.out, args) ? 0 : 1;
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(e.getMessage());
            exitCode = 2;
        }
        System.exit(exitCode);
    }

    /**
     * Runs it and prints what it finds.
     *
     * @return whether all went through and was correct
     * @throws IllegalArgumentException for arguments it does not understand
     */
    static boolean run(PrintStream out, String... args) throws IOException {
        BenchArguments arguments = BenchArguments.parse(args);
        Path data = Files.createDirectories(Path.of("sandbox-data").toAbsolutePath());
        Path folder = Files.createTempDirectory(data, "bench-");
        Thread sweeper = new Thread(() -> abandon(folder, arguments));
        Runtime.getRuntime().addShutdownHook(sweeper);
        Report report = new Report(out);
        out.printf("%s, %d cores, Java %s; %s%n", System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"), load());
        try {
            if (arguments.stories() > 0) {
                new RatePart(arguments, Files.createDirectories(folder.resolve("rate")), report).run();
            }
            if (arguments.latency() > 0) {
                new LatencyPart(arguments, Files.createDirectories(folder.resolve("latency")), report).run();
            }
            if (arguments.waiting() > 0) {
                new WaitingPart(arguments, Files.createDirectories(folder.resolve("waiting")), report).run();
            }
            if (arguments.big() > 0) {
                new BigPart(arguments, Files.createDirectories(folder.resolve("big")), report).run();
            }
        } finally {
            clear(folder, arguments);
            Runtime.getRuntime().removeShutdownHook(sweeper);
        }
        return report.isGood();
    }

    /** After an interruption nobody else ends what was started, and whatever still runs would go on writing. */
    private static void abandon(Path folder, BenchArguments arguments) {
        List<ProcessHandle> started = ProcessHandle.current().descendants().toList();
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(process -> process.onExit().join());
        clear(folder, arguments);
    }

    private static void clear(Path folder, BenchArguments arguments) {
        if (arguments.keep()) {
            System.err.println("kept: " + folder);
        } else {
            Folder.delete(folder);
        }
    }

    /** What else the machine was doing, without which no figure can be compared. */
    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? "load before: " + Files.readString(file).split(" ")[0] : "load unknown";
    }
}
