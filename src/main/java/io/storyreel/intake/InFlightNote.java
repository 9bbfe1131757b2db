package io.storyreel.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

import io.storyreel.files.PrivateFiles;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;

/**
 * A note on this machine's disk of the one document that is being read, and how often in a row the process has ended
 * over it. A document that takes the process with it would do so again after every restart.
 */
class InFlightNote {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final Path file;

    /** What was in flight when the process last ended without a stop. */
    private Entry last;

    /** What is in flight now. */
    private Entry now;

    /**
     * @param folder a folder that no other process uses
     */
    InFlightNote(Path folder) {
        this.file = folder.resolve("document-in-flight");
        this.last = left();
    }

    /**
     * Notes, forced to the disk, that a document is in flight.
     *
     * @param document what tells it from any other
     * @return how often in a row the process has ended over this document before; where this is true twice it is better
     *         not read: call {@link #forget}
     */
    synchronized int begin(String document) throws IOException {
        int ends = last != null && last.document.equals(document) ? last.ends : 0;
        now = new Entry(document, ends + 1);
        write(now.document + " " + now.ends);
        return ends;
    }

    /** The document has been dealt with, whatever its fate, or the process stops as it should. */
    synchronized void forget() throws IOException {
        // Another document that went well says nothing about the one that was in flight at the end.
        if (now != null && last != null && last.document.equals(now.document)) {
            last = null;
        }
        now = null;
        Files.deleteIfExists(file);
    }

    private Entry left() {
        try {
            if (!Files.exists(file)) {
                return null;
            }
            String[] words = Files.readString(file).strip().split(" ");
            Files.delete(file);
            Entry left = new Entry(words[0], Integer.parseInt(words[1]));
            LOG.warn(LogEvent.DOCUMENT_HEAVY,
                    "Storyreel ended without a stop while it read a large document; should that happen once more over"
                    + " the same one, it is rejected");
            return left;
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            // A power cut may leave half a note; it is one about nothing.
            return null;
        }
    }

    private void write(String text) throws IOException {
        PrivateFiles.makeFolder(file.getParent());
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING), PrivateFiles.file())) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    private record Entry(String document, int ends) {
    }
}
