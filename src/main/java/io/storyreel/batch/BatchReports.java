package io.storyreel.batch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.text.Excerpt;
import io.storyreel.inbox.ArchiveName;
import io.storyreel.ledger.BatchResults;
import io.storyreel.ledger.BatchResults.Due;
import io.storyreel.story.BatchRow;
import io.storyreel.story.Story;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sheets of results, each once its file has ended, and what a file's duplicates are answered with. */
@ApplicationScoped
@Named("batchReports")
@Unremovable
public class BatchReports {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.report");

    private static final String RESULTS = ".results.csv";

    /** What its name begins with while it is being written. */
    private static final String WRITING = ".writing-";

    private static final int PIECE = 500;

    /** While none waits: what another replica has taken, or goes on once more, is found within this. */
    private static final Duration SELDOM = Duration.ofSeconds(5);

    private final BatchResults results;

    private final Path outbox;

    private volatile boolean someWait = true;

    private long lookedAt = System.nanoTime();

    BatchReports(BatchResults results, StoryreelSettings settings) {
        this.results = results;
        this.outbox = settings.outbox().dir();
    }

    /** The batches whose results are to be written now. Called every second; asks seldom while none waits. */
    public synchronized List<Due> due() {
        long now = System.nanoTime();
        if (!someWait && now - lookedAt < SELDOM.toNanos()) {
            return List.of();
        }
        lookedAt = now;
        BatchResults.Look look = results.look();
        someWait = look.someWait();
        return look.ended();
    }

    /**
     * Writes the sheet under another name, and renames it then. Not by Camel's file component: there a name is an
     * expression, with other folders in it, and this one was chosen by whoever may write into the inbox.
     */
    public void write(@Body Due due) throws IOException {
        // The same name when it is written once more, so that what a kill has left is written over.
        Path writing = outbox.resolve(WRITING + due.batch().id() + RESULTS);
        try (InputStream sheet = ResultSheet.of(behind -> results.rows(due.batch().id(), behind, PIECE));
                FileChannel channel = FileChannel.open(writing, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
            sheet.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
        Files.move(writing, outbox.resolve(fileName(due.batch().fileName())), StandardCopyOption.ATOMIC_MOVE);
        results.written(due);
        LOG.info("{}: all of its {} requests have ended, the sheet of results is written",
                new Excerpt(due.batch().fileName(), Excerpt.OF_A_VALUE), due.batch().rows());
    }

    /** Cut where no file system would take it. */
    private static String fileName(String batch) {
        return new ArchiveName(Path.of(batch), RESULTS).text() + RESULTS;
    }

    /**
     * The stories of a file's duplicates that are over and reported: an answer can be missing only because somebody
     * took it away.
     */
    public Iterator<Story> duplicates(@ExchangeProperty(BatchIntake.BATCH) String batchId) {
        return new Iterator<>() {
            private final Deque<BatchRow> rows = new ArrayDeque<>();
            private int last;
            private boolean isEnd;

            @Override
            public boolean hasNext() {
                while (rows.isEmpty() && !isEnd) {
                    List<BatchRow> more = results.duplicates(batchId, last, PIECE);
                    isEnd = more.isEmpty();
                    more.forEach(row -> last = row.number());
                    more.stream().filter(row -> row.story().state().isFinal() && row.story().reportAt() == null)
                            .forEach(rows::add);
                }
                return !rows.isEmpty();
            }

            @Override
            public Story next() {
                return rows.remove().story();
            }
        };
    }
}
