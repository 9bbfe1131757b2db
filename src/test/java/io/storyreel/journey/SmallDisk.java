package io.storyreel.journey;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that is a disk of its own, small enough to be filled: a tmpfs, which only root may mount. For others it is a
 * folder like any, and {@link #isSmall} says so.
 */
final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 64 * 1024;

    private final Path folder;

    private final boolean isSmall;

    private SmallDisk(Path folder, boolean isSmall) {
        this.folder = folder;
        this.isSmall = isSmall;
    }

    static SmallDisk mount(Path folder, int megabytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SmallDisk(folder, run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs",
                folder.toString()));
    }

    boolean isSmall() {
        return isSmall;
    }

    /** Leaves no room at all until {@link #makeRoom}. */
    void fill() {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            for (int size = BLOCK; size > 0; size /= 2) {
                fillBy(out, block, size);
            }
        } catch (IOException full) {
            // As was meant: what could not be written any more has not been.
            return;
        }
    }

    private static void fillBy(OutputStream out, byte[] block, int size) {
        try {
            while (true) {
                out.write(block, 0, size);
            }
        } catch (IOException full) {
            // A smaller piece may still fit.
            return;
        }
    }

    void makeRoom() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        if (isSmall) {
            run("umount", "-l", folder.toString());
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
