package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The clock of one process, which can be set while it runs. It is libfaketime's doing (Debian's package of that name);
 * where that is missing, the clock is everybody's and stays as it is.
 */
final class WallClock {

    private final Optional<Path> library;

    private final Path offset;

    private WallClock(Optional<Path> library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Keeps how far it is set in a file of that folder. */
    static WallClock in(Path folder) {
        WallClock clock = new WallClock(library(), folder.resolve("clock"));
        clock.set(Duration.ZERO);
        return clock;
    }

    private static Optional<Path> library() {
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            return architectures.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1")).filter(Files::exists)
                    .findFirst();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    boolean canBeSet() {
        return library.isPresent();
    }

    /** From now on the process sees this much more, or less, than there is. */
    void set(Duration ahead) {
        try {
            Files.writeString(offset, (ahead.isNegative() ? "" : "+") + ahead.toSeconds());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The environment of the process. Files keep the times that they have, and waiting takes as long as it takes: a
     * clock that is set changes neither.
     */
    Map<String, String> environment() {
        return library.map(path -> Map.of("LD_PRELOAD", path.toString(), "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_CACHE_DURATION", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "NO_FAKE_STAT", "1"))
                .orElse(Map.of());
    }
}
