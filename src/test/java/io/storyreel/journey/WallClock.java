package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

/**
 * The wall clock of one process, which can be set while it runs, by a few lines of C that are loaded before it. Where
 * there is no {@code gcc} to compile them the clock is everybody's and stays as it is.
 */
final class WallClock {

    private static final Path SOURCE = Path.of("src/test/resources/soak/clock.c");

    private final Path library;

    private final Path ahead;

    private final boolean canBeSet;

    private WallClock(Path folder) {
        this.library = folder.resolve("clock.so");
        this.ahead = folder.resolve("clock");
        set(Duration.ZERO);
        this.canBeSet = isCompiled();
    }

    /** Keeps how far it is set in a file of that folder. */
    static WallClock in(Path folder) {
        return new WallClock(folder);
    }

    private boolean isCompiled() {
        try {
            return new ProcessBuilder("gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), SOURCE.toString(),
                    "-ldl").inheritIO().start().waitFor() == 0;
        } catch (IOException noCompiler) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean canBeSet() {
        return canBeSet;
    }

    /** From now on the process sees this much more, or less, than there is. */
    void set(Duration more) {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(more.toSeconds());
        try (FileChannel file = FileChannel.open(ahead, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // In place: the process has the file mapped.
            file.write(seconds.flip(), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a process go by it. */
    Map<String, String> environment() {
        return canBeSet ? Map.of("LD_PRELOAD", library.toString(), "SOAK_CLOCK", ahead.toString()) : Map.of();
    }
}
