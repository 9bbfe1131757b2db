package io.storyreel.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
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
import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/**
 * Puts request files away once they are dealt with: {@code .accepted} and {@code .rejected} in the inbox. Nothing is
 * ever overwritten, also not between several processes: a name that is taken gets a number ({@code a-1.json}). Every
 * step can be cut off by a kill and repeated.
 */
@ApplicationScoped
@Named("shelf")
@Unremovable
public class Shelf {

    static final String ACCEPTED = ".accepted";

    static final String REJECTED = ".rejected";

    private final Path inbox;

    private final ObjectMapper mapper = new ObjectMapper();

    @Inject
    public Shelf(StoryreelSettings settings) {
        this(settings.inbox().dir());
    }

    Shelf(Path inbox) {
        this.inbox = inbox;
    }

    /**
     * Moves a file that was taken up to {@code .accepted}.
     *
     * @param file the request file
     * @return where it is now; empty where it was gone, because another process put it away
     * @throws IOException where it could not be moved: it is still where it was
     */
    public Optional<Path> accept(Path file) throws IOException {
        Path folder = Files.createDirectories(inbox.resolve(ACCEPTED));
        for (ShelfName name = new ShelfName(file, ""); ; name = name.next()) {
            Path target = folder.resolve(name.text());
            try {
                new ExclusiveMove(file, target).run();
                return Optional.of(target);
            } catch (FileAlreadyExistsException e) {
                // taken: the next number
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * Moves a bad file to {@code .rejected}, its result beside it as {@code <full file name>.error.json}. The result is
     * there, whole and on the disk, before the file is: after a kill in between, this is simply done again.
     *
     * @param file the request file
     * @param result the result that tells what is wrong
     * @return where the file is now; empty where it was gone, because another process put it away
     * @throws IOException where it could not be moved: it is still where it was
     */
    public Optional<Path> reject(Path file, ObjectNode result) throws IOException {
        Path folder = Files.createDirectories(inbox.resolve(REJECTED));
        for (ShelfName name = new ShelfName(file, ShelfName.ERROR); isThere(file); name = name.next()) {
            Path target = folder.resolve(name.text());
            Path error = folder.resolve(name.text() + ShelfName.ERROR);
            if (isTakenByAnother(target, file) || !writeError(error, result)) {
                continue;
            }
            try {
                new ExclusiveMove(file, target).run();
                return Optional.of(target);
            } catch (FileAlreadyExistsException e) {
                // Another process was faster with a file of the same name; the error beside it tells of that one.
            } catch (NoSuchFileException e) {
                // Whoever moved it has its error beside it; ours would be an orphan where it went by another number.
                if (!isThere(target)) {
                    Files.deleteIfExists(error);
                }
            }
        }
        return Optional.empty();
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

    /** Whether the error now stands there: written, left by a kill, or another process wrote it for the same file. */
    private boolean writeError(Path error, ObjectNode result) throws IOException {
        Path whole = error.resolveSibling("." + UUID.randomUUID() + ".tmp");
        try {
            write(whole, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
            new ExclusiveMove(whole, error).run();
            return true;
        } catch (FileAlreadyExistsException e) {
            return saysTheSame(error, result);
        } finally {
            Files.deleteIfExists(whole);
        }
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
