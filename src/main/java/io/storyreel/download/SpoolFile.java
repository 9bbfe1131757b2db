package io.storyreel.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.files.PrivateFiles;

/** One video being gathered, locked against every other process until closed. The bytes outlive it. */
final class SpoolFile implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path video;

    private final Path note;

    private final FileChannel channel;

    private long size;

    private SpoolFile(Path video, Path note, FileChannel channel) throws IOException {
        this.video = video;
        this.note = note;
        this.channel = channel;
        this.size = channel.size();
        channel.position(size);
    }

    /**
     * Opens the file, new or as an earlier attempt left it.
     *
     * @throws IOException where the disk refuses
     * @throws StoryFault passing VIDEO_UNAVAILABLE where another process or thread is gathering the same video
     */
    static SpoolFile open(Path video, Path note) throws IOException, StoryFault {
        FileChannel channel = FileChannel.open(video,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), PrivateFiles.file());
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new SpoolFile(video, note, channel);
            }
        } catch (OverlappingFileLockException heldHere) {
            // said below
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
        channel.close();
        throw DeliveryFaults.unavailable("The video is already being downloaded by another worker", null);
    }

    Path path() {
        return video;
    }

    /** Bytes gathered so far. */
    long size() {
        return size;
    }

    /** What is known about the bytes; empty where there is no note, or one a crash has broken. */
    Optional<SpoolNote> note() throws IOException {
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(note), SpoolNote.class));
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
    }

    /** Forgets the bytes of another version before it notes the new one: a kill in between leaves an empty file. */
    void startAnew(SpoolNote about) throws IOException {
        Files.deleteIfExists(note);
        channel.truncate(0);
        channel.position(0);
        size = 0;
        write(about);
    }

    /** Replaces the note, in one step. */
    void write(SpoolNote about) throws IOException {
        Path fresh = note.resolveSibling(note.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PrivateFiles.file());
        Files.write(fresh, JSON.writeValueAsBytes(about));
        Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        // closes the lock with it
        channel.close();
    }
}
