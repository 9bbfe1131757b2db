package io.storyreel.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What tells a regular file from every other one that has had its name, and from what it was before it was written to.
 *
 * @param key the file itself, whatever its name
 * @param size in bytes
 * @param modified when its content was last written
 * @param changed when content, owner, rights or <em>names</em> last changed; nobody can set this one, so a file that is
 *        taken from its name and put back there is found out. {@link #modified} where the system does not know it
 */
public record FileVersion(Object key, long size, FileTime modified, FileTime changed) {

    /**
     * The regular file of that name as it is now. No link is followed.
     *
     * @return empty where a link, a folder, a pipe or anything else has the name
     * @throws NoSuchFileException where nothing has it
     */
    static Optional<FileVersion> of(Path file) throws IOException {
        try {
            Map<String, Object> all = Files.readAttributes(file,
                    "unix:fileKey,size,lastModifiedTime,ctime,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(all.get("isRegularFile"))
                    ? Optional.of(new FileVersion(all.get("fileKey"), (Long) all.get("size"),
                            (FileTime) all.get("lastModifiedTime"), (FileTime) all.get("ctime")))
                    : Optional.empty();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            BasicFileAttributes basic =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return basic.isRegularFile() ? Optional.of(new FileVersion(basic.fileKey(), basic.size(),
                    basic.lastModifiedTime(), basic.lastModifiedTime())) : Optional.empty();
        }
    }

    /** Whether the name still leads to this file, and it has not been touched since. */
    boolean isStill(Path file) throws IOException {
        try {
            return of(file).filter(this::equals).isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Whether this is the file that has been given that name, with the content it had: a move changes the rest. */
    boolean isNow(Path moved) throws IOException {
        return of(moved).filter(this::hasContentOf).isPresent();
    }

    /** Whether this very file has that name and another content than it had. */
    boolean wasWrittenTo(Path moved) throws IOException {
        return of(moved).filter(now -> Objects.equals(key, now.key) && !hasContentOf(now)).isPresent();
    }

    /** Whether the other is the same file, and not written to since. */
    boolean hasContentOf(FileVersion other) {
        return Objects.equals(key, other.key) && size == other.size && modified.equals(other.modified);
    }
}
