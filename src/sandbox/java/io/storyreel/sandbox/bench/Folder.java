package io.storyreel.sandbox.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.LockSupport;

/** A folder others write to while we look at it. */
final class Folder {

    private static final int TRIES = 50;

    private static final long PAUSE_NANOS = 100_000_000;

    private Folder() {
    }

    /** The bytes of all its files; 0 where it is not there. */
    static long size(Path folder) {
        long[] sum = {0};
        walk(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    /** Deletes it with all that is in it, also what is added meanwhile for a little longer. */
    static void delete(Path folder) {
        for (int tries = 0; tries < TRIES && Files.exists(folder); tries++) {
            deleteWhatIsThere(folder);
            if (Files.exists(folder)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void deleteWhatIsThere(Path folder) {
        walk(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                try {
                    Files.deleteIfExists(directory);
                } catch (DirectoryNotEmptyException somebodyWrites) {
                    // The next try finds it.
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path folder, SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    return visitor.visitFile(file, attributes);
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                    return visitor.postVisitDirectory(directory, null);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
