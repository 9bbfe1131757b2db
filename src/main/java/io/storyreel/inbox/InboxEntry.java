package io.storyreel.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.text.Excerpt;

/**
 * A name in the inbox, and since when its file has stood still: its size and its time of change, as we saw it
 * ourselves. How old a file says it is proves nothing: a copy that keeps its times looks old from its first byte.
 */
class InboxEntry {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    /** A slow writer may have made the file and not begun to write. */
    private static final long EMPTY = Duration.ofMinutes(1).toNanos();

    private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();

    private static final long LONGEST_WAIT = Duration.ofSeconds(30).toNanos();

    private final Path file;

    private Look look;
    private long since;
    private int handedOut;
    private long notBefore;

    InboxEntry(Path file) {
        this.file = file;
    }

    /**
     * Looks at the file.
     *
     * @return false where it is gone
     */
    boolean look(long now) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Look after = new Look(seen.size(), seen.lastModifiedTime(), seen.fileKey(), seen.isRegularFile());
            if (!after.equals(look)) {
                if (seen.isSymbolicLink() || seen.isOther()) {
                    LOG.warn(LogEvent.FILE_LEFT, "{}: is {}, and stays where it is: only files themselves are taken up",
                            name(), seen.isOther() ? "no regular file" : "a link, which is not followed");
                }
                look = after;
                since = now;
                handedOut = 0;
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it can be taken, as far as can be seen. Links, folders and pipes never can. */
    boolean isDue(long now, long settleNanos) {
        return look.isRegular && now - since >= (look.size == 0 ? Math.max(settleNanos, EMPTY) : settleNanos)
                && (handedOut == 0 || now - notBefore >= 0);
    }

    /** It is taken; where that fails and it stays as it is, it is due again after a wait that doubles each time. */
    Path handOut(long now) {
        notBefore = now + Math.min(LONGEST_WAIT, FIRST_WAIT << Math.min(handedOut, 10));
        handedOut++;
        return file;
    }

    private Excerpt name() {
        return new Excerpt(file.getFileName().toString(), Excerpt.OF_A_VALUE);
    }

    /** What must stand still. The key tells a file from another one that took its name. */
    private record Look(long size, FileTime changed, Object key, boolean isRegular) {
    }
}
