package io.storyreel.download;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.storyreel.fault.StoryFault;
import io.storyreel.files.PrivateFiles;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The folder {@code storyreel.download.spool-dir}: for each request at most one {@code <request_id>.part} with the
 * video's bytes and one {@code <request_id>.note} that tells which video they are of. {@code <request_id>.sent} is
 * there where the answer to an upload of them was lost.
 */
@ApplicationScoped
@Unremovable
public class Spool {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    /** As the contract spells a request id; checked again, for here it becomes a file's name. */
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    private static final String SENT = ".sent";

    private static final Duration LEFTOVER = Duration.ofDays(3);

    private final Path dir;

    private final Duration keep;

    /** Names the folder; it is created when first needed. */
    public Spool(StoryreelSettings settings) {
        this.dir = settings.download().spoolDir();
        Duration deadline = settings.track().deadline();
        // as long as a story may still be tried, its bytes are worth something
        this.keep = deadline.multipliedBy(2).compareTo(LEFTOVER) > 0 ? deadline.multipliedBy(2) : LEFTOVER;
    }

    /**
     * Opens a request's spool file and locks it.
     *
     * @throws IOException where the disk refuses
     * @throws StoryFault where somebody else is at it
     */
    SpoolFile open(String requestId) throws IOException, StoryFault {
        PrivateFiles.makeFolder(dir);
        return SpoolFile.open(file(requestId, ".part"), file(requestId, ".note"));
    }

    /** Deletes what was gathered for a request; never fails, for the sweep deletes what remains. */
    void discard(String requestId) {
        delete(file(requestId, ".part"));
        delete(file(requestId, ".note"));
        delete(file(requestId, SENT));
    }

    /**
     * Notes that bytes may lie at their place in the bucket, though nobody said so; until they are discarded.
     *
     * @param what which bytes and where
     */
    public void noteSent(String requestId, String what) {
        try {
            Path file = file(requestId, SENT);
            Files.deleteIfExists(file);
            Files.createFile(file, PrivateFiles.file());
            Files.writeString(file, what);
        } catch (IOException e) {
            LOG.warn(LogEvent.SPOOL_TROUBLE, Subject.of(requestId),
                    "could not note in {} that the answer to an upload was lost: {}", dir, e.getMessage());
        }
    }

    /** Whether that has been noted. */
    public boolean isSent(String requestId, String what) {
        try {
            Path file = file(requestId, SENT);
            return Files.exists(file) && Files.readString(file).equals(what);
        } catch (IOException e) {
            LOG.warn(LogEvent.SPOOL_TROUBLE, "Could not read in {}: {}", dir, e.getMessage());
            return false;
        }
    }

    void sweepAtStart(@Observes StartupEvent started) {
        sweep(Instant.now());
    }

    /** Deletes what nobody has touched for three days, or for twice the deadline where that is longer. */
    void sweep(Instant now) {
        if (!Files.isDirectory(dir)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "*.{part,note,new,sent}")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(keep))) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            LOG.warn(LogEvent.SPOOL_TROUBLE, "Could not look for leftovers in {}: {}", dir, e.getMessage());
        }
    }

    private Path file(String requestId, String suffix) {
        if (!REQUEST_ID.matcher(requestId).matches()) {
            throw new IllegalArgumentException("not a request id: " + requestId);
        }
        return dir.resolve(requestId + suffix);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn(LogEvent.SPOOL_TROUBLE, "Could not delete {}: {}", file, e.getMessage());
        }
    }
}
