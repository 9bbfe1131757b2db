package io.storyreel.inbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.quarkus.runtime.StartupEvent;
import io.storyreel.files.BoundedOpen;
import io.storyreel.files.IoReason;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * Which files of the inbox can be taken: those nobody writes to any more (see {@link InboxEntry}).
 * <p>
 * The folder may hold 50,000 files that are none of ours, and is looked at several times a second. So it is listed only
 * when its own time of change says that a name came or went, and seldom otherwise, in case it does not say so; between
 * two listings only the files that wait are looked at. A listing that takes long is not repeated at once.
 */
@ApplicationScoped
public class InboxFolder {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** So many files are handed out at once, so that a folder full of them does not fill the memory. */
    private static final int MOST = 1_000;

    /** The coarsest clocks of file systems tick so: a name that came after a listing may not show in the time. */
    private static final long TICK = Duration.ofSeconds(2).toNanos();

    /** A listing at least so often, and at most so much of the time spent on listings: 10 % and 0.5 %. */
    private static final long SELDOM = Duration.ofSeconds(5).toNanos();

    private static final int RUSHED = 10;

    private static final int IDLE = 200;

    private static final long RECOVERY = Duration.ofMinutes(1).toNanos();

    private final Path folder;
    private final InboxArchive archive;
    private final long settleNanos;
    private final LongSupplier nanoClock;

    private final Map<Path, InboxEntry> entries = new LinkedHashMap<>();

    private final Set<Path> unreadable = new HashSet<>();

    private Object lastSeen;
    private long seenAt;
    private long listedAt;
    private long listingTook = -1;
    private long recoveredAt;

    private volatile String problem;
    private volatile long progressAt;

    @Inject
    public InboxFolder(StoryreelSettings settings, InboxArchive archive) {
        this(settings.inbox().dir(), archive, settings.inbox().settleTime(), System::nanoTime);
    }

    InboxFolder(Path folder, InboxArchive archive, Duration settleTime, LongSupplier nanoClock) {
        this.folder = folder;
        this.archive = archive;
        this.settleNanos = settleTime.toNanos();
        this.nanoClock = nanoClock;
        this.progressAt = nanoClock.getAsLong();
        this.recoveredAt = progressAt - RECOVERY;
    }

    /** Names outside ASCII cannot be opened where the system's locale does not know them. */
    void atStart(@Observes StartupEvent event, StoryreelSettings settings) {
        String names = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (settings.inbox().enabled() && Charset.isSupported(names)
                && !Charset.forName(names).equals(StandardCharsets.UTF_8)) {
            LOG.warn(LogEvent.INBOX_LOCALE,
                    "file names are read as {}, so a file like M\u00e4rchen.json in the inbox cannot be opened: start"
                    + " Storyreel with a locale of UTF-8, for example LANG=C.UTF-8", names);
        }
    }

    /**
     * The files that can be taken now, those that came first before others. A file that is handed out and stays as it
     * is comes again after a wait that grows.
     *
     * @param isWanted tells by the name; names that begin with a dot are never taken
     */
    public synchronized List<Path> due(Predicate<String> isWanted) {
        reportProgress();
        long now = nanoClock.getAsLong();
        try {
            look(isWanted, now);
            if (problem != null) {
                problem = null;
                LOG.info(LogEvent.INBOX_BACK, "the inbox {} is there again", folder);
            }
        } catch (IOException e) {
            tell(e);
            return List.of();
        }
        List<Path> due = new ArrayList<>();
        for (Iterator<InboxEntry> all = entries.values().iterator(); all.hasNext() && due.size() < MOST;) {
            InboxEntry entry = all.next();
            if (!entry.look(now)) {
                all.remove();
            } else if (entry.isDue(now, settleNanos)) {
                due.add(entry.handOut(now));
            }
        }
        reportProgress();
        return due;
    }

    /** Something has moved: a file has been dealt with, or a piece of its images been read. */
    public void reportProgress() {
        progressAt = nanoClock.getAsLong();
    }

    /** How long nothing has moved, not even a look into the folder. */
    public Duration idle() {
        return Duration.ofNanos(nanoClock.getAsLong() - progressAt);
    }

    /** Why the folder cannot be looked into; empty where it can. */
    public Optional<String> problem() {
        if (BoundedOpen.isExhausted()) {
            return Optional.of("its files are not opened any more: too many pipes or dead file servers in their place");
        }
        return Optional.ofNullable(problem);
    }

    /** How many files are remembered. */
    synchronized int remembered() {
        return entries.size();
    }

    private void look(Predicate<String> isWanted, long now) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(folder, BasicFileAttributes.class);
        if (!seen.isDirectory()) {
            throw new NotDirectoryException(folder.toString());
        }
        Object state = List.of(seen.lastModifiedTime(), String.valueOf(seen.fileKey()));
        if (!state.equals(lastSeen)) {
            lastSeen = state;
            seenAt = now;
        }
        boolean isRecent = listedAt - seenAt < TICK;
        long pause = isRecent ? RUSHED * listingTook : Math.max(SELDOM, IDLE * listingTook);
        if (listingTook < 0 || now - listedAt >= pause) {
            list(isWanted);
            listedAt = now;
            listingTook = nanoClock.getAsLong() - now;
        }
        if (now - recoveredAt >= RECOVERY) {
            recoveredAt = now;
            archive.putBackWhatWasLeft();
        }
    }

    private void list(Predicate<String> isWanted) throws IOException {
        Set<Path> there = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && isWanted.test(name) && there.add(file) && isNameable(file, name)) {
                    entries.computeIfAbsent(file, InboxEntry::new);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.keySet().retainAll(there);
        unreadable.retainAll(there);
    }

    /** Whether the name leads to the file again: one in letters that the locale does not know does not. */
    private boolean isNameable(Path file, String name) {
        try {
            if (folder.resolve(name).equals(file) && new File(folder.toFile(), name).toPath().equals(file)) {
                return true;
            }
        } catch (InvalidPathException e) {
            // told below
        }
        if (unreadable.add(file)) {
            LOG.warn(LogEvent.FILE_LEFT,
                    "{}: cannot be opened, its name has letters that the system's locale does not know: start"
                    + " Storyreel with LANG=C.UTF-8, or give it another name", new Excerpt(name, Excerpt.OF_A_VALUE));
        }
        return false;
    }

    private void tell(IOException e) {
        String reason = IoReason.of(e);
        if (problem == null) {
            LOG.warn(LogEvent.INBOX_AWAY,
                    "the inbox {} cannot be looked into: {}; its files are taken up when it is there again", folder,
                    reason);
        }
        problem = reason;
    }
}
