package io.storyreel.intake;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets a file through once nobody writes to it any more: its size and its time of change have stood still for
 * {@code storyreel.inbox.settle-time}, as we saw it ourselves. How old a file says it is proves nothing: a copy that
 * keeps its times looks old from its first byte. For the option {@code filter=#settledFile} of one file endpoint.
 * <p>
 * Never waits: a file that is too young is looked at again by the next poll. Regular files only; links, folders and
 * pipes are never let through.
 */
@ApplicationScoped
@Named("settledFile")
@Unremovable
public class SettledFile implements GenericFileFilter<File> {

    private final long settleNanos;

    private final LongSupplier nanoClock;

    private final Map<String, Sighting> sightings = new HashMap<>();

    private long round;

    @Inject
    public SettledFile(StoryreelSettings settings) {
        this(settings.inbox().settleTime(), System::nanoTime);
    }

    SettledFile(Duration settleTime, LongSupplier nanoClock) {
        this.settleNanos = settleTime.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Whether the file is whole as far as can be seen. Called for every file on each poll. */
    @Override
    public synchronized boolean accept(GenericFile<File> file) {
        String path = file.getAbsoluteFilePath();
        Sighting before = sightings.get(path);
        if (before != null && before.round == round) {
            forgetTheGone();
        }
        Look look = Look.at(file.getFile());
        if (look == null) {
            sightings.remove(path);
            return false;
        }
        long now = nanoClock.getAsLong();
        long since = before != null && before.look.equals(look) ? before.since : now;
        sightings.put(path, new Sighting(look, since, round));
        return now - since >= settleNanos;
    }

    /** How many files are remembered. */
    synchronized int remembered() {
        return sightings.size();
    }

    /**
     * A file that comes up again begins a new round. What a whole round did not see is gone; the one before it still
     * counts, since a folder may be listed in another order each time.
     */
    private void forgetTheGone() {
        sightings.values().removeIf(sighting -> sighting.round < round - 1);
        round++;
    }

    private record Sighting(Look look, long since, long round) {
    }

    /** What must stand still. The key tells a file from another one that took its name. */
    private record Look(long size, FileTime changed, Object key) {

        static Look at(File file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file.toPath(), BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
                return now.isRegularFile() ? new Look(now.size(), now.lastModifiedTime(), now.fileKey()) : null;
            } catch (IOException | InvalidPathException e) {
                // Gone since the folder was read, or nothing we could open later.
                return null;
            }
        }
    }
}
