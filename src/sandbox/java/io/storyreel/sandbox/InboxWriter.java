package io.storyreel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Puts files into an inbox as any writer should: renamed when they are whole. */
public final class InboxWriter {

    private InboxWriter() {
    }

    /** The inbox's new file of that name. */
    public static Path put(Path inbox, String name, byte[] content) throws IOException {
        Files.createDirectories(inbox);
        Path growing = Files.write(inbox.resolve(name + ".tmp"), content);
        return Files.move(growing, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
