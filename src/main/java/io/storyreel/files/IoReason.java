package io.storyreel.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something with a file went wrong, in words; the exceptions' own name the file, which is said already. */
public final class IoReason {

    private IoReason() {
    }

    public static String of(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (e instanceof NotDirectoryException) {
            return "it is no folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something of that name is in the way";
        }
        String reason = e instanceof FileSystemException file && file.getReason() != null ? file.getReason()
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return reason.replaceAll("\\s+", " ");
    }
}
