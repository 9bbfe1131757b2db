package io.storyreel.inbox;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The names a file can have on the archive, one after the other: {@code a.json}, {@code a-1.json}, {@code a-2.json}.
 *
 * @param file the file's own name
 * @param room what another file beside it has behind the same name; the name is cut where that would not fit
 * @param number 0 for the name itself
 */
public record ArchiveName(String file, String room, int number) {

    /** What is put behind a rejected file's full name. */
    static final String ERROR = ".error.json";

    /** The longest name common file systems take, in bytes. */
    private static final int MAX_BYTES = 255;

    public ArchiveName(Path file, String room) {
        this(file.getFileName().toString(), room, 0);
    }

    /** The name to try when this one is taken. */
    ArchiveName next() {
        return new ArchiveName(file, room, number + 1);
    }

    /** The name; with {@link #room} behind it at most 255 bytes. */
    public String text() {
        int dot = file.lastIndexOf('.');
        String stem = dot > 0 ? file.substring(0, dot) : file;
        String end = (number == 0 ? "" : "-" + number) + (dot > 0 ? file.substring(dot) : "");
        while (!stem.isEmpty() && bytes(stem) + bytes(end) + bytes(room) > MAX_BYTES) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + end;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
