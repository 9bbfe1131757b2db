package io.storyreel.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A move that never replaces, also not where several processes move to the same name at once; {@link Files#move}
 * looks first and renames then, which leaves a moment for another one.
 *
 * @param file the file
 * @param target its new name
 */
public record ExclusiveMove(Path file, Path target) {

    /**
     * Moves. After a kill in the middle the same move can be made again.
     *
     * @throws FileAlreadyExistsException where another file has the name
     * @throws NoSuchFileException where the file is gone
     * @throws IOException where it could not be moved: it is still where it was
     */
    public void run() throws IOException {
        try {
            // A link either takes the free name or fails: there is no moment in between.
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            // A kill between link and delete leaves the same file under both names.
            if (!Files.isSameFile(file, target)) {
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            runWithoutLinks();
            return;
        }
        Files.delete(file);
    }

    /** For file systems without hard links: an empty file takes the name, then is replaced. */
    public void runWithoutLinks() throws IOException {
        Files.createFile(target);
        try {
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }
}
