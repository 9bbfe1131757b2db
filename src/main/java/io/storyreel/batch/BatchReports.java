package io.storyreel.batch;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.intake.Excerpt;
import io.storyreel.intake.ShelfName;
import io.storyreel.ledger.BatchResults;
import io.storyreel.ledger.BatchResults.Due;
import io.storyreel.ledger.BatchRow;
import io.storyreel.ledger.Story;
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

    /** What stands before the name while it is being written. */
    private static final String WRITING = ".writing-";

    private static final int PIECE = 500;

    /** While none waits: what another replica has taken, or goes on once more, is found within this. */
    private static final Duration SELDOM = Duration.ofSeconds(5);

    private final BatchResults results;

    private volatile boolean someWait = true;

    private long lookedAt = System.nanoTime();

    BatchReports(BatchResults results) {
        this.results = results;
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

    /** The name of the file in the outbox, cut where no file system would take it. */
    public String fileName(@Body Due due) {
        String room = RESULTS + WRITING;
        return new ShelfName(Path.of(due.batch().fileName()), room).text() + RESULTS;
    }

    /** The sheet. */
    public InputStream sheet(@ExchangeProperty("due") Due due) {
        return ResultSheet.of(behind -> results.rows(due.batch().id(), behind, PIECE));
    }

    /** It has been written, whole. */
    public void done(@ExchangeProperty("due") Due due) {
        results.written(due);
        LOG.info("{}: all of its {} requests have ended, the sheet of results is written",
                new Excerpt(due.batch().fileName(), Excerpt.OF_A_VALUE), due.batch().rows());
    }

    /**
     * The stories of a file's duplicates that are over and reported: an answer can be missing only because somebody
     * took it away.
     */
    public Iterator<Story> duplicates(@ExchangeProperty(BatchDesk.BATCH) String batchId) {
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
