package io.storyreel.files;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The names in a folder, which are on the disk only when the folder itself was forced there. */
public final class FolderEntries {

    private FolderEntries() {
    }

    /** A rename in this folder outlives a power cut from here on. Windows opens no folder, and writes names at once. */
    public static void force(Path folder) throws IOException {
        if (File.separatorChar == '\\') {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
