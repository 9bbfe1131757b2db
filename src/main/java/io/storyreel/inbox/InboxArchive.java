package io.storyreel.inbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.files.ExclusiveMove;
import io.storyreel.files.OwnFolders;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Puts request files away once they are dealt with: {@code .accepted} and {@code .rejected} in the inbox. Nothing is
 * ever overwritten, also not between several processes: a name that is taken gets a number ({@code a-1.json}). Nothing
 * is put away but what was read: a file that has taken the name since, or was written to, stays in the inbox. Every
 * step can be cut off by a kill and repeated.
 */
@ApplicationScoped
public class InboxArchive {

    private final Path inbox;

    private final ObjectMapper mapper = new ObjectMapper();

    @Inject
    public InboxArchive(StoryreelSettings settings) {
        this(settings.inbox().dir());
    }

    InboxArchive(Path inbox) {
        this.inbox = inbox;
    }

    /**
     * Moves a file that was taken up to {@code .accepted}.
     *
     * @param file the request file
     * @param read what was read of it
     * @return where it is now; empty where it is gone, because another process put it away, or where the name has
     *         another file or another content now, which stays in the inbox
     * @throws IOException where it could not be moved: it is still where it was
     */
    public Optional<Path> accept(Path file, FileVersion read) throws IOException {
        InFlightFile held = hold(file, read, folder(OwnFolders.ACCEPTED)).orElse(null);
        if (held == null) {
            return Optional.empty();
        }
        Path archive = inbox.resolve(OwnFolders.ACCEPTED);
        for (ArchiveName name = new ArchiveName(file, ""); ; name = name.next()) {
            Path target = archive.resolve(name.text());
            try {
                held.moveTo(target);
            } catch (FileAlreadyExistsException e) {
                // taken: the next number
                continue;
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
            // A writer that had it open may have written to it until now.
            return read.wasWrittenTo(target) ? takeBack(target) : Optional.of(target);
        }
    }

    /**
     * Moves a bad file to {@code .rejected}, its result beside it as {@code <full file name>.error.json}. The result is
     * there, whole and on the disk, before the file is: after a kill in between, this is simply done again.
     *
     * @param file the request file
     * @param read what was read of it
     * @param result the result that tells what is wrong
     * @return as {@link #accept}
     * @throws IOException where it could not be moved: it is in the inbox
     */
    public Optional<Path> reject(Path file, FileVersion read, ObjectNode result) throws IOException {
        Path folder = folder(OwnFolders.REJECTED);
        Path whole = folder.resolve("." + UUID.randomUUID() + ".tmp");
        InFlightFile held = null;
        try {
            // On the disk before anything is moved: a full one takes nothing.
            write(whole, text(result));
            held = hold(file, read, folder).orElse(null);
            if (held == null) {
                return Optional.empty();
            }
            for (ArchiveName name = new ArchiveName(file, ArchiveName.ERROR); ; name = name.next()) {
                Path target = folder.resolve(name.text());
                if (isTakenByAnother(target, held.file())
                        || !publish(whole, folder.resolve(name.text() + ArchiveName.ERROR), result)) {
                    continue;
                }
                try {
                    held.moveTo(target);
                    if (read.wasWrittenTo(target)) {
                        // As in accept: the error told of what it was.
                        Files.deleteIfExists(folder.resolve(name.text() + ArchiveName.ERROR));
                        return takeBack(target);
                    }
                    return Optional.of(target);
                } catch (FileAlreadyExistsException e) {
                    // Another process was faster with a file of the same name; the error beside it tells of that one.
                }
            }
        } catch (IOException e) {
            if (held != null && isThere(held.file())) {
                held.putBack(inbox);
            }
            throw e;
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** Puts back into the inbox what a kill has left half way to the archive. To be called now and then. */
    public void putBackWhatWasLeft() throws IOException {
        InFlightFile.putBackLeft(inbox, inbox);
        for (String name : List.of(OwnFolders.ACCEPTED, OwnFolders.REJECTED)) {
            if (Files.isDirectory(inbox.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                InFlightFile.putBackLeft(inbox.resolve(name), inbox);
            }
        }
    }

    /** Out of everybody's reach, if it is the file that was read; otherwise it stays. */
    private Optional<InFlightFile> hold(Path file, FileVersion read, Path folder) throws IOException {
        if (!read.isStill(file)) {
            return Optional.empty();
        }
        Optional<InFlightFile> held = InFlightFile.take(file, folder);
        if (held.isPresent() && !read.isNow(held.get().file())) {
            held.get().putBack(inbox);
            return Optional.empty();
        }
        return held;
    }

    private Optional<Path> takeBack(Path target) throws IOException {
        Optional<InFlightFile> changed = InFlightFile.take(target, target.getParent());
        if (changed.isPresent()) {
            changed.get().putBack(inbox);
        }
        return Optional.empty();
    }

    /** A folder of the archive, never by a link: who may write into the inbox would choose where our files go. */
    private Path folder(String name) throws IOException {
        Path folder = inbox.resolve(name);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return folder;
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process may have been faster.
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(folder.toString(), null, "it has to be a folder, and no link to one");
            }
        }
        return folder;
    }

    private static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isTakenByAnother(Path target, Path file) throws IOException {
        try {
            return isThere(target) && !Files.isSameFile(target, file);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Whether the error now stands there: moved there, left by a kill, or written by another process for that file. */
    private boolean publish(Path whole, Path error, ObjectNode result) throws IOException {
        try {
            if (!isThere(whole)) {
                write(whole, text(result));
            }
            new ExclusiveMove(whole, error).run();
            return true;
        } catch (FileAlreadyExistsException e) {
            return saysTheSame(error, result);
        }
    }

    private String text(ObjectNode result) throws IOException {
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n";
    }

    private boolean saysTheSame(Path error, ObjectNode result) {
        try {
            return mapper.readTree(error.toFile()) instanceof ObjectNode there
                    && withoutTimes(there).equals(withoutTimes((ObjectNode) mapper.readTree(result.toString())));
        } catch (IOException e) {
            // Not one of ours, whatever it is.
            return false;
        }
    }

    private static JsonNode withoutTimes(ObjectNode result) {
        return result.without(List.of("received_at", "submitted_at", "finished_at"));
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
