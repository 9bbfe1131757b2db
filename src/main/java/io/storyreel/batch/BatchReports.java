package io.storyreel.batch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;

import io.quarkus.arc.Unremovable;
import io.storyreel.files.FolderEntries;
import io.storyreel.inbox.ArchiveName;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.batch.BatchResults;
import io.storyreel.ledger.batch.BatchResults.Due;
import io.storyreel.ledger.batch.BatchResults.Place;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.text.Excerpt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** The sheets of results, each once its file has ended, and what a file's duplicates are answered with. */
@ApplicationScoped
@Named("batchReports")
@Unremovable
public class BatchReports {

    private static final StoryLog LOG = StoryLog.of("storyreel.report");

    private static final String RESULTS = ".results.csv";

    /** What its name begins with while it is being written. */
    private static final String WRITING = ".writing-";

    private static final int PIECE = 500;

    /** While none waits: what another replica has taken, or goes on once more, is found within this. */
    private static final Duration SELDOM = Duration.ofSeconds(5);

    private final BatchResults results;

    private final StoryQueries stories;

    private final Path outbox;

    private volatile boolean someWait = true;

    private long lookedAt = System.nanoTime();

    BatchReports(BatchResults results, StoryQueries stories, StoryreelSettings settings) {
        this.results = results;
        this.stories = stories;
        this.outbox = settings.outbox().dir();
    }

    /** The batches whose results are to be written now. Called every second; asks seldom while none waits. */
    public synchronized List<Due> due() throws IOException {
        long now = System.nanoTime();
        if (!someWait && now - lookedAt < SELDOM.toNanos()) {
            return List.of();
        }
        lookedAt = now;
        BatchResults.Look look = results.look();
        someWait = look.someWait();
        for (Due replaced : look.replaced()) {
            dropLeftOvers(replaced);
            tellReplaced(replaced);
        }
        return look.ended();
    }

    /**
     * Writes the sheet under another name, and renames it then. Not by Camel's file component: there a name is an
     * expression, with other folders in it, and this one was chosen by whoever may write into the inbox.
     */
    public void write(@Body Due due) throws IOException {
        Due claimed = results.claimed(due).orElse(null);
        if (claimed == null) {
            return;
        }
        dropLeftOvers(claimed);
        // Of this claim alone: another replica may still be at it that has been held up for longer than its claim.
        Path writing = outbox.resolve(WRITING + claimed.batch().id() + "-"
                + ChronoUnit.MICROS.between(Instant.EPOCH, claimed.until()) + RESULTS);
        try {
            switch (results.publish(written(claimed, writing), () -> name(writing, claimed))) {
                case WRITTEN -> LOG.info(LogEvent.BATCH_REPORTED,
                        "{}: all of its {} requests have ended, the sheet of results is written", name(claimed),
                        claimed.batch().rows());
                case REPLACED -> tellReplaced(claimed);
                case OVERTAKEN -> LOG.debug(LogEvent.BATCH_REPORTED, "{}: has gone on while its results were written",
                        name(claimed));
            }
        } finally {
            Files.deleteIfExists(writing);
        }
    }

    /** @return the claim, as it is held when all is written */
    private Due written(Due claimed, Path writing) throws IOException {
        AtomicReference<Due> held = new AtomicReference<>(claimed);
        try (InputStream sheet = ResultSheet.of(behind -> {
            held.set(results.renewed(held.get()));
            return results.rows(claimed.batch().id(), behind, PIECE);
        }); FileChannel channel = FileChannel.open(writing, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            sheet.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
        return held.get();
    }

    private void name(Path writing, Due due) throws IOException {
        Files.move(writing, sheet(outbox, due.batch().fileName()), StandardCopyOption.ATOMIC_MOVE);
        FolderEntries.force(outbox);
    }

    /** What a kill has left of earlier claims. */
    private void dropLeftOvers(Due due) throws IOException {
        String ours = WRITING + due.batch().id() + "*" + RESULTS;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(outbox, ours)) {
            for (Path one : left) {
                Files.deleteIfExists(one);
            }
        }
    }

    private static void tellReplaced(Due due) {
        LOG.warn(LogEvent.BATCH_KEPT,
                "{}: the results of its {} requests of {} are not written, for those of a later file of the same name"
                + " stand there; the status page shows them", name(due), due.batch().rows(), due.receivedAt());
    }

    private static Excerpt name(Due due) {
        return new Excerpt(due.batch().fileName(), Excerpt.OF_A_VALUE);
    }

    /** Where the results of a file of that name stand. The name is cut where no file system would take it. */
    static Path sheet(Path outbox, String fileName) {
        return outbox.resolve(new ArchiveName(Path.of(fileName), RESULTS).text() + RESULTS);
    }

    /**
     * The stories of a file's duplicates that are over and reported: an answer can be missing only because somebody
     * took it away. One at a time is in memory.
     */
    public Iterator<Story> duplicates(@ExchangeProperty(BatchIntake.BATCH) String batchId) {
        return new Iterator<>() {
            private final Deque<Place> places = new ArrayDeque<>();
            private int last;
            private boolean isEnd;
            private Story next;

            @Override
            public boolean hasNext() {
                while (next == null && hasPlace()) {
                    // It may have gone on since.
                    next = stories.story(places.remove().requestId())
                            .filter(story -> story.state().isFinal() && story.reportAt() == null).orElse(null);
                }
                return next != null;
            }

            private boolean hasPlace() {
                if (places.isEmpty() && !isEnd) {
                    List<Place> more = results.reportedDuplicates(batchId, last, PIECE);
                    isEnd = more.isEmpty();
                    more.forEach(place -> last = place.number());
                    places.addAll(more);
                }
                return !places.isEmpty();
            }

            @Override
            public Story next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Story story = next;
                next = null;
                return story;
            }
        };
    }
}
