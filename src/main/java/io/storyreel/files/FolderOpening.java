package io.storyreel.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Opens a file below a folder one name after the other, each from the handle of the folder before it and none through a
 * link (POSIX {@code openat} with {@code O_NOFOLLOW}). Whoever may write into the folder could otherwise put a link in
 * the place of what was looked at, just before it is opened.
 *
 * @param root the folder, whose own path may be trusted
 * @param below a relative path without {@code ..}
 */
public record FolderOpening(Path root, Path below) {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /** May wait as long as a pipe has no writer: to be run by {@link BoundedOpen}. */
    public SeekableByteChannel run() throws IOException {
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            if (folder instanceof SecureDirectoryStream<Path> secure) {
                return open(secure, 0);
            }
        }
        // A system without openat: the folders between are only looked at.
        Path file = root.resolve(below);
        SeekableByteChannel channel = Files.newByteChannel(file, READ);
        if (!file.toRealPath().equals(file)) {
            channel.close();
            throw new IOException(file + " was replaced by a link while it was opened");
        }
        return channel;
    }

    private SeekableByteChannel open(SecureDirectoryStream<Path> folder, int depth) throws IOException {
        Path name = below.getName(depth);
        if (depth == below.getNameCount() - 1) {
            return folder.newByteChannel(name, READ);
        }
        try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return open(next, depth + 1);
        }
    }
}
