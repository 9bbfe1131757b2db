package io.storyreel.inbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

import io.storyreel.files.BoundedOpen;

/**
 * A regular file that was opened without following a link, and is proven to be the one that had the name. Others may
 * write into the inbox while we read from it: between a look at a name and the opening of it, a link to a file of ours
 * or a pipe that nobody writes to may take its place.
 * <p>
 * The proof needs no more than what a name tells: had the name led elsewhere for a moment, the file would have lost and
 * got back a name, and its time of change ({@link FileVersion#changed}) would not be what it was before.
 *
 * @param channel for reading, at its beginning
 * @param version what was opened
 */
public record OpenFile(FileChannel channel, FileVersion version) implements Closeable {

    /**
     * Opens a file. Never waits for longer than {@link BoundedOpen} does.
     *
     * @throws FileChanged where the name lost or changed its file meanwhile: it is to be looked at again
     * @throws IOException where it is no regular file, or cannot be opened; its words name the reason
     */
    public static OpenFile of(Path file) throws IOException {
        FileVersion before = FileVersion.of(file)
                .orElseThrow(() -> new FileSystemException(file.toString(), null, "it is no regular file"));
        FileChannel channel = BoundedOpen.forReading(file);
        try {
            OpenFile open = new OpenFile(channel, before);
            if (!before.isStill(file) || channel.size() != before.size()) {
                throw new FileChanged(file);
            }
            return open;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * All of its bytes.
     *
     * @throws FileChanged where it was written to meanwhile, or its name has another file now
     */
    public byte[] readWhole(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(version.size()));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new FileChanged(file);
            }
        }
        confirm(file);
        return bytes.array();
    }

    /**
     * To be called when it has been read, before what was read is believed.
     *
     * @throws FileChanged where it was written to meanwhile, or its name has another file now
     */
    public void confirm(Path file) throws IOException {
        if (!version.isStill(file)) {
            throw new FileChanged(file);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
