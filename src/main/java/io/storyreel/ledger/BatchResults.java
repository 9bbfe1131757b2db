package io.storyreel.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.storyreel.story.Batch;
import io.storyreel.story.BatchRow;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Which batches have ended, and what became of their requests. */
@ApplicationScoped
public class BatchResults {

    /** Of those that wait so many are asked after at a time. */
    private static final int AT_ONCE = 50;

    /** Longer than the largest file takes to be written; whoever was killed over it is waited for so long. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final String DUE = "SELECT batch_id, file_name, row_count, reopened, CASE WHEN EXISTS (SELECT 1"
            + " FROM batch later WHERE later.file_name = batch.file_name AND later.received_at > batch.received_at"
            + " AND later.results_at IS NOT NULL) THEN TRUE ELSE FALSE END AS is_replaced FROM batch"
            + " WHERE results_due = TRUE AND (results_until IS NULL OR results_until < :now)"
            + " AND (CAST(:after AS VARCHAR(64)) IS NULL OR batch_id > :after) ORDER BY batch_id LIMIT :most";

    /** The first that has not ended, from where one was seen before. */
    private static final String FIRST_OPEN = "SELECT r.row_number FROM batch_row r JOIN story s"
            + " ON s.request_id = r.request_id WHERE r.batch_id = :batch AND r.row_number >= :row"
            + " AND s.state NOT IN ('delivered', 'failed', 'uncertain') ORDER BY r.row_number LIMIT 1";

    private static final String CLAIM = "UPDATE batch SET results_until = :until WHERE batch_id = :batch"
            + " AND results_due = TRUE AND reopened = :reopened"
            + " AND (results_until IS NULL OR results_until < :now)";

    private static final String WRITTEN = "UPDATE batch SET results_due = FALSE, results_at = :now,"
            + " results_until = NULL WHERE batch_id = :batch AND reopened = :reopened";

    private static final String REPLACED = "UPDATE batch SET results_due = FALSE WHERE batch_id = :batch"
            + " AND reopened = :reopened";

    private static final String FREE = "UPDATE batch SET results_until = NULL WHERE batch_id = :batch";

    private static final String ROWS = "SELECT row_number, request_id, is_duplicate FROM batch_row"
            + " WHERE batch_id = :batch AND row_number > :after AND (is_duplicate = TRUE OR :all = TRUE)"
            + " ORDER BY row_number LIMIT :most";

    private static final String STORIES = Sql.STORIES + " WHERE request_id = ANY(:ids)";

    private static final RowMapper<Due> DUE_ROW = (row, number) -> new Due(new Batch(row.getString("batch_id"),
            row.getString("file_name"), row.getInt("row_count")), row.getInt("reopened"),
            row.getBoolean("is_replaced"));

    private final Sql sql;
    private final Clock clock;

    /** Up to which row a batch is known to have ended; what goes on once more is found when all seem to have. */
    private final Map<String, Integer> ended = new HashMap<>();

    private String after;

    BatchResults(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * A batch whose results are to be written.
     *
     * @param reopened tells whether one of its stories has gone on meanwhile
     * @param isReplaced whether the results of a later file of the same name are there already
     */
    public record Due(Batch batch, int reopened, boolean isReplaced) {
    }

    /** What is looked for: those that have ended, and whether any wait. */
    public record Look(List<Due> ended, boolean someWait) {
    }

    /** Claims the batches that have ended and whose results are not written. To be called by one thread. */
    public synchronized Look look() {
        List<Due> due = due();
        List<Due> over = new ArrayList<>();
        for (Due one : due) {
            if (one.isReplaced()) {
                sql.count(REPLACED, of(one));
            } else if (hasEnded(one.batch().id()) && sql.changed(CLAIM, of(one)
                    .addValue("until", Sql.utc(clock.instant().plus(LEASE))))) {
                ended.remove(one.batch().id());
                over.add(one);
            }
        }
        after = due.size() < AT_ONCE ? null : due.get(due.size() - 1).batch().id();
        if (after == null && due.isEmpty()) {
            ended.clear();
        }
        return new Look(over, !due.isEmpty() || after != null);
    }

    private List<Due> due() {
        return sql.rows(DUE, Sql.with("after", after).addValue("now", Sql.utc(clock.instant()))
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

    /** The results are written, whole; where a story has gone on meanwhile they will be once more. */
    public void written(Due due) {
        if (!sql.changed(WRITTEN, of(due))) {
            sql.count(FREE, of(due));
        }
    }

    /** The rows of a batch behind that one, at most {@code most}, in their order. */
    public List<BatchRow> rows(String batchId, int behind, int most) {
        return rows(batchId, behind, most, true);
    }

    /** The same of those only that had been asked for before. */
    public List<BatchRow> duplicates(String batchId, int behind, int most) {
        return rows(batchId, behind, most, false);
    }

    private List<BatchRow> rows(String batchId, int behind, int most, boolean all) {
        record Row(int number, String requestId, boolean isDuplicate) {
        }
        List<Row> rows = sql.rows(ROWS, Sql.with("batch", batchId).addValue("after", behind).addValue("most", most)
                .addValue("all", all), (row, number) -> new Row(row.getInt("row_number"), row.getString("request_id"),
                        row.getBoolean("is_duplicate")));
        Map<String, Story> stories = new LinkedHashMap<>();
        if (!rows.isEmpty()) {
            sql.stories(STORIES, Sql.with("ids", Sql.array(rows.stream().map(Row::requestId).distinct().toList())))
                    .forEach(story -> stories.put(story.requestId(), story));
        }
        return rows.stream().map(row -> new BatchRow(row.number(), row.isDuplicate(), stories.get(row.requestId())))
                .toList();
    }

    private MapSqlParameterSource of(Due due) {
        Instant now = clock.instant();
        return Sql.with("batch", due.batch().id()).addValue("reopened", due.reopened()).addValue("now", Sql.utc(now));
    }
}
