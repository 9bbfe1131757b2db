package io.storyreel.inbox;

import java.io.IOException;
import java.nio.file.Path;

/** A file was written to, or another one took its name, while it was in flight: it is taken as what it has become. */
class FileChanged extends IOException {

    private static final long serialVersionUID = 1L;

    FileChanged(Path file) {
        super(file.getFileName() + " has changed while it was taken");
    }
}
