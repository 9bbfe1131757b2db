package io.storyreel.batch;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.files.PrivateFiles;
import io.storyreel.ledger.batch.Batches;
import io.storyreel.story.BatchItem;
import io.storyreel.story.Estimate;
import io.storyreel.story.ImageVersion;
import io.storyreel.story.StoryRequest;

/**
 * The requests of a file that have been checked, on the disk until the ledger takes them: the check may take long, for
 * it reads images, and no transaction is to be open so long. The file has no name, so that a kill leaves nothing.
 */
final class CheckedRows implements Batches.Items, Closeable {

    /** So many at a time are in memory. */
    private static final int PIECE = 500;

    private static final ObjectMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private final FileChannel channel;

    private final Path file;

    private final JsonGenerator writer;

    private final Runnable reportProgress;

    private int size;

    /**
     * @param folder of this process
     * @param reportProgress called for each piece that is read
     */
    CheckedRows(Path folder, Runnable reportProgress) throws IOException {
        PrivateFiles.makeFolder(folder);
        this.reportProgress = reportProgress;
        this.file = folder.resolve("batch-" + UUID.randomUUID() + ".rows");
        this.channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE), PrivateFiles.file());
        deleteName();
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 64 * 1024);
        this.writer = EXACT.createGenerator(out).setRootValueSeparator(null);
    }

    private record Line(int line, String id, String sha256, ObjectNode request, List<ImageVersion> images,
            String dialect, Estimate estimate) {

        StoryRequest item() {
            return new StoryRequest(id, sha256, request, images, dialect, estimate);
        }
    }

    void add(int line, StoryRequest one) throws IOException {
        EXACT.writeValue(writer, new Line(line, one.requestId(), one.contentSha256(), one.request(), one.images(),
                one.dialect(), one.estimate()));
        size++;
    }

    int size() {
        return size;
    }

    @Override
    public Iterator<List<BatchItem>> pieces() throws IOException {
        writer.flush();
        channel.position(0);
        MappingIterator<Line> lines = EXACT.readerFor(Line.class).readValues(Channels.newInputStream(channel));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return lines.hasNextValue();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public List<BatchItem> next() {
                List<BatchItem> piece = new ArrayList<>();
                long characters = 0;
                while (piece.size() < PIECE && characters < Rows.LONGEST && hasNext()) {
                    Line line = lines.next();
                    characters += line.request().toString().length();
                    piece.add(new BatchItem(line.line(), line.item()));
                }
                if (piece.isEmpty()) {
                    throw new NoSuchElementException();
                }
                reportProgress.run();
                return piece;
            }
        };
    }

    @Override
    public void close() throws IOException {
        channel.close();
        deleteName();
    }

    /** Not every system releases the name of an open file: there it is done in the end. */
    private void deleteName() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
