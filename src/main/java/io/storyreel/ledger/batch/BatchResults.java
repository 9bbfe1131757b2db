package io.storyreel.ledger.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.storyreel.fault.ErrorCode;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Batch;
import io.storyreel.story.BatchRow;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Which batches have ended, and what became of their requests. */
@ApplicationScoped
public class BatchResults {

    /** Of those that wait so many are asked after at a time. */
    private static final int AT_ONCE = 50;

    /** Whoever was killed over a sheet is waited for so long; one who lives renews it, see {@link #renewed}. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** Of two files of one name the later one, and one order for those of the same moment. */
    private static final String IS_REPLACED = "EXISTS (SELECT 1 FROM batch later"
            + " WHERE later.file_name = batch.file_name AND later.results_at IS NOT NULL"
            + " AND (later.received_at > batch.received_at"
            + " OR (later.received_at = batch.received_at AND later.batch_id > batch.batch_id)))";

    /** Those that came first before others, so that of files of one name the last one's results stay. */
    private static final String DUE = "SELECT batch_id, file_name, row_count, reopened, received_at FROM batch"
            + " WHERE results_due = TRUE AND (results_until IS NULL OR results_until < :now)"
            + " AND (CAST(:afterTime AS TIMESTAMP(6) WITH TIME ZONE) IS NULL OR received_at > :afterTime"
            + " OR (received_at = :afterTime AND batch_id > :after)) ORDER BY received_at, batch_id LIMIT :most";

    /** The first that has not ended, from where one was seen before. */
    private static final String FIRST_OPEN = "SELECT r.row_number FROM batch_row r JOIN story s"
            + " ON s.request_id = r.request_id WHERE r.batch_id = :batch AND r.row_number >= :row"
            + " AND s.state NOT IN ('delivered', 'failed', 'uncertain') ORDER BY r.row_number LIMIT 1";

    private static final String CLAIM = "UPDATE batch SET results_until = :next WHERE batch_id = :batch"
            + " AND results_due = TRUE AND reopened = :reopened"
            + " AND (results_until IS NULL OR results_until < :now)";

    private static final String OURS = " WHERE batch_id = :batch AND results_due = TRUE AND results_until = :until";

    private static final String RENEW = "UPDATE batch SET results_until = :next" + OURS
            + " AND reopened = :reopened";

    private static final String FREE = "UPDATE batch SET results_until = NULL" + OURS;

    private static final String REPLACED = "UPDATE batch SET results_due = FALSE, results_until = NULL"
            + " WHERE batch_id = :batch AND results_due = TRUE AND reopened = :reopened AND " + IS_REPLACED;

    /** Whoever else wants to write under the same name waits for the end of this transaction. */
    private static final String LOCK_NAME = "SELECT batch_id FROM batch WHERE file_name = :file"
            + " AND results_due = TRUE ORDER BY batch_id FOR UPDATE";

    private static final String WRITTEN = "UPDATE batch SET results_due = FALSE, results_at = :now,"
            + " results_until = NULL" + OURS + " AND reopened = :reopened";

    private static final String ROWS = "SELECT r.row_number, r.is_duplicate, s.request_id, s.state, s.story_id,"
            + " CASE WHEN s.video_sha256 IS NOT NULL THEN s.bucket END AS video_bucket, s.object_key, s.used_credits,"
            + " s.error_code, s.error_message FROM batch_row r JOIN story s ON s.request_id = r.request_id"
            + " WHERE r.batch_id = :batch AND r.row_number > :after ORDER BY r.row_number LIMIT :most";

    private static final String REPORTED_DUPLICATES = "SELECT r.row_number, r.request_id FROM batch_row r"
            + " JOIN story s ON s.request_id = r.request_id WHERE r.batch_id = :batch AND r.row_number > :after"
            + " AND r.is_duplicate = TRUE AND s.state IN ('delivered', 'failed', 'uncertain')"
            + " AND s.report_at IS NULL ORDER BY r.row_number LIMIT :most";

    private static final RowMapper<Due> DUE_ROW = (row, number) -> new Due(new Batch(row.getString("batch_id"),
            row.getString("file_name"), row.getInt("row_count")),
            row.getObject("received_at", OffsetDateTime.class).toInstant(), row.getInt("reopened"), null);

    private final Sql sql;
    private final Transactions transactions;
    private final Clock clock;

    /** Up to which row a batch is known to have ended; what goes on once more is found when all seem to have. */
    private final Map<String, Integer> ended = new HashMap<>();

    private Due last;

    BatchResults(Sql sql, Transactions transactions, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A batch whose results are to be written.
     *
     * @param reopened tells whether one of its stories has gone on meanwhile
     * @param until until when whoever has this holds the claim, which is told from every other claim by it; null where
     *        nobody does
     */
    public record Due(Batch batch, Instant receivedAt, int reopened, Instant until) {
    }

    /**
     * What is looked for.
     *
     * @param ended those that have ended, the oldest first; to be claimed one by one, right before each is written
     * @param replaced those whose results won't be written: a later file of the same name has its own there
     * @param someWait whether any wait
     */
    public record Look(List<Due> ended, List<Due> replaced, boolean someWait) {
    }

    /** A request of a batch by its place in the file, from 1. */
    public record Place(int number, String requestId) {
    }

    /** What has become of a sheet that was to get its name. */
    public enum Publication {
        /** It has its name. */
        WRITTEN,
        /** A later file's has that name: this one will not be written. */
        REPLACED,
        /** Somebody else writes it, or a story has gone on: what was written is of no use. */
        OVERTAKEN
    }

    /** The batches that have ended and whose results are not written. To be called by one thread. */
    public synchronized Look look() {
        List<Due> due = due();
        List<Due> over = new ArrayList<>();
        List<Due> replaced = new ArrayList<>();
        for (Due one : due) {
            if (sql.changed(REPLACED, of(one))) {
                replaced.add(one);
            } else if (hasEnded(one.batch().id())) {
                over.add(one);
            }
        }
        last = due.size() < AT_ONCE ? null : due.get(due.size() - 1);
        if (last == null && due.isEmpty()) {
            ended.clear();
        }
        return new Look(over, replaced, !due.isEmpty() || last != null);
    }

    private List<Due> due() {
        return sql.rows(DUE, Sql.with("afterTime", Sql.utc(last == null ? null : last.receivedAt()))
                .addValue("after", last == null ? null : last.batch().id()).addValue("now", Sql.utc(clock.instant()))
                .addValue("most", AT_ONCE), DUE_ROW);
    }

    private boolean hasEnded(String batchId) {
        Integer open = firstOpen(batchId, ended.getOrDefault(batchId, 0));
        if (open == null && ended.containsKey(batchId)) {
            // One before that may have been taken up once more.
            open = firstOpen(batchId, 0);
        }
        if (open != null) {
            ended.put(batchId, open);
        }
        return open == null;
    }

    private Integer firstOpen(String batchId, int from) {
        return sql.values(FIRST_OPEN, Sql.with("batch", batchId).addValue("row", from), Integer.class).stream()
                .findFirst().orElse(null);
    }

    /** Claims a batch for whoever writes its results now; empty where another one does, or a story has gone on. */
    public Optional<Due> claimed(Due due) {
        Due claimed = until(due);
        boolean isOurs = sql.changed(CLAIM, of(due).addValue("next", Sql.utc(claimed.until())));
        if (isOurs) {
            synchronized (this) {
                ended.remove(due.batch().id());
            }
        }
        return isOurs ? Optional.of(claimed) : Optional.empty();
    }

    /** The claim, held for longer where half of its time is over; as it was where that can't be: {@link #publish}. */
    public Due renewed(Due due) {
        Due longer = until(due);
        if (Duration.between(due.until(), longer.until()).compareTo(LEASE.dividedBy(2)) < 0) {
            return due;
        }
        return sql.changed(RENEW, of(due).addValue("next", Sql.utc(longer.until()))) ? longer : due;
    }

    private Due until(Due due) {
        return new Due(due.batch(), due.receivedAt(), due.reopened(),
                clock.instant().plus(LEASE).truncatedTo(ChronoUnit.MICROS));
    }

    /** Gives a sheet its name; called while nobody else can. */
    @FunctionalInterface
    public interface Naming {
        /** On the disk when this returns. */
        void run() throws IOException;
    }

    /**
     * Gives a sheet its name and notes that, unless it is of no use any more. Sheets of one name are published one at a
     * time, and what goes on meanwhile is noted after it: then the sheet is due once more.
     */
    public Publication publish(Due due, Naming naming) throws IOException {
        try {
            return transactions.inTransaction(() -> published(due, naming));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Publication published(Due due, Naming naming) {
        sql.values(LOCK_NAME, Sql.with("file", due.batch().fileName()), String.class);
        // Renewed, so that it is held until the end whatever the naming takes.
        Due longer = until(due);
        if (!sql.changed(RENEW, of(due).addValue("next", Sql.utc(longer.until())))) {
            sql.count(FREE, of(due));
            return Publication.OVERTAKEN;
        }
        if (sql.changed(REPLACED, of(longer))) {
            return Publication.REPLACED;
        }
        try {
            naming.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sql.count(WRITTEN, of(longer));
        return Publication.WRITTEN;
    }

    /** The rows of a batch behind that one, at most {@code most}, in their order. */
    public List<BatchRow> rows(String batchId, int behind, int most) {
        return sql.rows(ROWS, behind(batchId, behind, most), (row, number) -> row(row));
    }

    /**
     * Of those that had been asked for before, and whose stories are over and reported, the ones behind that row, at
     * most {@code most}.
     */
    public List<Place> reportedDuplicates(String batchId, int behind, int most) {
        return sql.rows(REPORTED_DUPLICATES, behind(batchId, behind, most),
                (row, number) -> new Place(row.getInt("row_number"), row.getString("request_id")));
    }

    private static MapSqlParameterSource behind(String batchId, int behind, int most) {
        return Sql.with("batch", batchId).addValue("after", behind).addValue("most", most);
    }

    private static BatchRow row(ResultSet row) throws SQLException {
        String bucket = row.getString("video_bucket");
        String code = row.getString("error_code");
        return new BatchRow(row.getInt("row_number"), row.getBoolean("is_duplicate"), row.getString("request_id"),
                StoryState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getString("story_id"),
                bucket == null ? null : "s3://" + bucket + "/" + row.getString("object_key"),
                row.getBigDecimal("used_credits"), code == null ? null : ErrorCode.valueOf(code),
                row.getString("error_message"));
    }

    private MapSqlParameterSource of(Due due) {
        Instant now = clock.instant();
        return Sql.with("batch", due.batch().id()).addValue("reopened", due.reopened())
                .addValue("until", Sql.utc(due.until())).addValue("now", Sql.utc(now));
    }
}
