package io.storyreel.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that are nobody's business but ours: the ledger and the spool. Whatever the umask says, a file of theirs is
 * 0600 and a folder that is made for them 0700. A folder that was there keeps its mode: it may hold other things.
 */
public final class PrivateFiles {

    private static final boolean HAS_MODES = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final String FILE = "rw-------";

    private static final String FOLDER = "rwx------";

    private PrivateFiles() {
    }

    /** What a file is to be made with. */
    public static FileAttribute<?>[] file() {
        return attribute(FILE);
    }

    /** Makes a folder, and those above it, where they are missing. */
    public static void makeFolder(Path folder) throws IOException {
        // A link to a folder is one, which this method of the platform does not know where it is asked for attributes.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, attribute(FOLDER));
        }
    }

    /** Makes an empty file where there is none; one that is there, from before or by another program, is closed. */
    public static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file, file());
        } catch (FileAlreadyExistsException e) {
            close(file);
        }
    }

    /** Takes from a file what others may do with it; nothing where there is none. */
    public static void close(Path file) throws IOException {
        if (HAS_MODES && Files.isRegularFile(file)) {
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE));
            } catch (FileSystemException e) {
                // It belongs to somebody else, who has let us in: his to say.
            }
        }
    }

    private static FileAttribute<?>[] attribute(String mode) {
        return HAS_MODES ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)) } : new FileAttribute<?>[0];
    }
}
