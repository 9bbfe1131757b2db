package io.storyreel.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Starts a server that keeps what it has in a folder, in one of its own. */
final class InNewFolder {

    private InNewFolder() {
    }

    /** For example {@code InNewFolder.start(LocalArtemis::start)}. */
    static <T> T start(Function<Path, T> server) {
        try {
            return server.apply(Files.createTempDirectory("storyreel-server"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
