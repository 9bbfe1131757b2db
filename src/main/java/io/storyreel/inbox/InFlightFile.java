package io.storyreel.inbox;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.storyreel.files.ExclusiveMove;
import io.storyreel.files.IoReason;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.Excerpt;

/**
 * A request file on its way from the inbox to the archive, in a folder of its own where nobody else writes. A name in
 * the inbox may get another file at any moment, so it is moved first, whatever it is, and looked at then: what turns
 * out to be another one than the one that was read goes back.
 *
 * @param file where it is
 */
record InFlightFile(Path file) {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private static final String PREFIX = ".moving-";

    /** No move takes as long; one that has was cut off by a kill. */
    private static final Duration LONG = Duration.ofMinutes(1);

    /**
     * Takes a file out of the inbox.
     *
     * @param archive an existing folder
     * @return empty where the name had no file
     * @throws IOException where it could not be moved: it is still where it was
     */
    static Optional<InFlightFile> take(Path file, Path archive) throws IOException {
        try {
            return takeBy(archive, file);
        } catch (AtomicMoveNotSupportedException e) {
            // The archive is on a disk of its own; the last move is a copy then.
            return takeBy(file.getParent(), file);
        }
    }

    private static Optional<InFlightFile> takeBy(Path parent, Path file) throws IOException {
        Path own = Files.createDirectory(parent.resolve(PREFIX + UUID.randomUUID()));
        InFlightFile held = new InFlightFile(own.resolve(file.getFileName().toString()));
        try {
            Files.move(file, held.file, StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(held);
        } catch (NoSuchFileException e) {
            held.done();
            return Optional.empty();
        } catch (IOException e) {
            held.done();
            throw e;
        }
    }

    /**
     * Puts it under its last name.
     *
     * @throws FileAlreadyExistsException where another file has the name
     */
    void moveTo(Path target) throws IOException {
        new ExclusiveMove(file, target).run();
        done();
    }

    /** Puts it back into the inbox, under its name or, where that is taken again, one with a number. */
    void putBack(Path inbox) throws IOException {
        for (ArchiveName name = new ArchiveName(file, ""); ; name = name.next()) {
            try {
                moveTo(inbox.resolve(name.text()));
                return;
            } catch (FileAlreadyExistsException e) {
                // taken: the next number
            }
        }
    }

    private void done() {
        try {
            Files.deleteIfExists(file.getParent());
        } catch (IOException e) {
            // The file has gone where it should; an empty folder is cleared away later.
        }
    }

    /**
     * Puts back what a kill has left on its way. A folder of somebody else's is told of and left alone: it must not
     * keep the others from their recovery.
     */
    static void putBackLeft(Path archive, Path inbox) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(archive, PREFIX + "*")) {
            for (Path own : left) {
                try {
                    if (Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS) && Files
                            .getLastModifiedTime(own, LinkOption.NOFOLLOW_LINKS).toInstant()
                            .isBefore(Instant.now().minus(LONG))) {
                        putBackFrom(own, inbox);
                    }
                } catch (NoSuchFileException e) {
                    // Another process has just done it.
                } catch (IOException e) {
                    // Once a minute, as often as it is looked for.
                    LOG.warn(LogEvent.FILE_LEFT, "{}: what is in it cannot be put back into the inbox: {}",
                            new Excerpt(own.getFileName().toString(), Excerpt.OF_A_VALUE), IoReason.of(e));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void putBackFrom(Path own, Path inbox) throws IOException {
        // Where nothing can be deleted, a file would be put back again and again.
        if (!Files.isWritable(own)) {
            throw new AccessDeniedException(own.toString());
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
            for (Path file : files) {
                new InFlightFile(file).putBack(inbox);
            }
            Files.deleteIfExists(own);
        }
    }
}
