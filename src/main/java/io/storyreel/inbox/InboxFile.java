package io.storyreel.inbox;

import static io.storyreel.exchange.PropertyNames.DOCUMENT;
import static io.storyreel.exchange.PropertyNames.FILE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.metrics.OutcomeMetrics;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.Rejection;
import io.storyreel.result.StoryResult;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;
import io.storyreel.text.RootCause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;

/** What happens to a request's file: read, then put into the archive, never altered. */
@ApplicationScoped
@Named("inboxFile")
@Unremovable
public class InboxFile {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** Exchange property with the {@link FileVersion} that was read. */
    private static final String VERSION = "fileVersion";

    private static final int MOST_A_MINUTE = 20;

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final InboxArchive archive;
    private final long maxSize;
    private final ObjectMapper json;
    private final UnhandledFaults faults;
    private final OutcomeMetrics metrics;

    private long minuteBegan = System.nanoTime();
    private int told;

    InboxFile(InboxArchive archive, StoryreelSettings settings, ObjectMapper json, UnhandledFaults faults,
            OutcomeMetrics metrics) {
        this.archive = archive;
        this.maxSize = settings.inbox().maxSize().asLongValue();
        this.json = json;
        this.faults = faults;
        this.metrics = metrics;
    }

    /**
     * The document's bytes. What was read is left as {@link #VERSION} on the exchange.
     *
     * @throws InvalidRequest where it is over {@code storyreel.inbox.max-size}; it is not read then
     * @throws FileChanged where it was written to or replaced meanwhile
     */
    public byte[] read(@ExchangeProperty(FILE) Path file, Exchange exchange) throws InvalidRequest, IOException {
        try (OpenFile open = open(file, exchange)) {
            return open.readWhole(file);
        } catch (FileChanged | FileProblem e) {
            throw e;
        } catch (NoSuchFileException e) {
            // Another replica was faster, or its writer has taken it away again.
            throw new FileChanged(file);
        } catch (IOException e) {
            throw new FileProblem("cannot be read", e);
        }
    }

    /**
     * The file, to be read piece by piece; what was opened is left on the exchange as by {@link #read}.
     *
     * @throws InvalidRequest as there
     * @throws FileChanged as there
     */
    public OpenFile open(Path file, Exchange exchange) throws InvalidRequest, IOException {
        OpenFile open;
        try {
            open = OpenFile.of(file);
        } catch (FileChanged e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new FileChanged(file);
        } catch (IOException e) {
            throw new FileProblem("cannot be read", e);
        }
        exchange.setProperty(VERSION, open.version());
        long size = open.version().size();
        if (size > maxSize) {
            open.close();
            throw new InvalidRequest("", "the file has " + size + " bytes, over the " + maxSize
                    + " of storyreel.inbox.max-size: split it into several");
        }
        return open;
    }

    /** What tells this file from another one of the same name and content. */
    public String identity(@ExchangeProperty(FILE) Path file, @ExchangeProperty(VERSION) FileVersion version) {
        return file.getFileName() + " of " + version.modified() + ", " + version.key();
    }

    /** It is in the ledger: moved to {@code .accepted}. */
    public void accept(@ExchangeProperty(FILE) Path file, @ExchangeProperty(VERSION) FileVersion version)
            throws IOException {
        try {
            if (archive.accept(file, version).isEmpty() && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileChanged(file);
            }
        } catch (FileChanged e) {
            throw e;
        } catch (IOException e) {
            throw new FileProblem("is taken up, but cannot be moved to .accepted", e);
        }
    }

    /** It is bad: moved to {@code .rejected}, with what is wrong beside it. */
    public void reject(@ExchangeProperty(FILE) Path file, @ExchangeProperty(VERSION) FileVersion version,
            @ExchangeProperty(DOCUMENT) JsonNode document,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        Rejection why = Rejection.of(caught, document);
        StoryResult result = StoryResult.rejected(why.requestId(),
                StoryError.of(why.code(), Stage.INTAKE, why.message()));
        try {
            if (archive.reject(file, version, json.<ObjectNode>valueToTree(result)).isEmpty()) {
                return;
            }
            metrics.rejected(why.code());
            if (why.requestId() == null) {
                LOG.warn(LogEvent.REQUEST_REJECTED, "{}: rejected, {}", name(file), why.message());
            } else {
                LOG.warn(LogEvent.REQUEST_REJECTED, Subject.of(why.requestId()), "rejected, {}", why.message());
            }
        } catch (IOException e) {
            // Not thrown: this is what faults are answered with.
            later(file, new FileProblem("is bad, but cannot be moved to .rejected", e));
        }
    }

    /** Something of ours, or of the file's, is out of order; it stays where it is until that is mended. */
    public void later(@ExchangeProperty(FILE) Path file, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable why) {
        if (ObjectHelper.getException(FileChanged.class, why) != null) {
            LOG.debug(LogEvent.FILE_CHANGED, "{}: has changed while it was taken, and is taken as what it has become",
                    name(file));
            return;
        }
        FileProblem own = ObjectHelper.getException(FileProblem.class, why);
        if (own != null) {
            // Each file has troubles of its own.
            if (faults.shouldLog("inbox " + file + own.getMessage()) && isOneOfFew()) {
                LOG.warn(LogEvent.FILE_LEFT, "{}: {}; it stays in the inbox and is tried again", name(file),
                        own.getMessage());
            }
        } else if (faults.shouldLog("inbox")) {
            // Each poll meets the same fault again; a folder full of files must not flood the log.
            LOG.warn(LogEvent.FILE_LEFT, "{}: left in the inbox for now, and so is what comes with it: {}", name(file),
                    why instanceof LedgerUnavailable ? why.getMessage() : RootCause.of(why));
        }
    }

    /** A folder full of files that cannot be read must not flood the log either. */
    private synchronized boolean isOneOfFew() {
        long now = System.nanoTime();
        if (now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            told = 0;
        }
        if (++told == MOST_A_MINUTE) {
            LOG.warn(LogEvent.FILE_LEFT, "more files than these stay in the inbox; they are not named in this minute");
        }
        return told < MOST_A_MINUTE;
    }

    private static Excerpt name(Path file) {
        return new Excerpt(file.getFileName().toString(), Excerpt.OF_A_VALUE);
    }
}
