package io.storyreel.ledger.batch;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Batch;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;

/** "How far is my sheet?": reads, and nothing but reads. */
@ApplicationScoped
public class BatchQueries {

    private static final String PAGE = "SELECT b.batch_id, b.file_name, b.row_count, b.received_at, b.results_at,"
            + " b.results_due, SUM(CASE WHEN r.is_duplicate = TRUE THEN 1 ELSE 0 END) AS duplicates,"
            + " SUM(CASE WHEN r.is_duplicate = FALSE THEN s.used_credits END) AS used,"
            + " SUM(CASE WHEN r.is_duplicate = FALSE AND s.state NOT IN ('delivered', 'failed')"
            + " AND s.used_credits IS NULL THEN s.estimated_credits END) AS open_credits" + states()
            + " FROM (SELECT * FROM batch WHERE (CAST(:id AS VARCHAR(64)) IS NULL OR batch_id = :id)"
            + " AND (CAST(:receivedAt AS TIMESTAMP(6) WITH TIME ZONE) IS NULL OR received_at < :receivedAt"
            + " OR (received_at = :receivedAt AND batch_id < :after))"
            + " ORDER BY received_at DESC, batch_id DESC LIMIT :limit) b"
            + " JOIN batch_row r ON r.batch_id = b.batch_id JOIN story s ON s.request_id = r.request_id"
            + " GROUP BY b.batch_id, b.file_name, b.row_count, b.received_at, b.results_at, b.results_due"
            + " ORDER BY b.received_at DESC, b.batch_id DESC";

    private final Sql sql;

    BatchQueries(Sql sql) {
        this.sql = sql;
    }

    /**
     * A batch as it is now.
     *
     * @param states how many of its requests are in each state; only those with any
     * @param duplicates how many had been asked for before
     * @param used the credits that the others are known to have used
     * @param open what those of them that have not ended are thought to cost
     * @param resultsAt when its results file was last written; null before that
     * @param resultsDue whether it is to be written
     */
    public record Progress(Batch batch, Instant receivedAt, Map<StoryState, Integer> states, int duplicates,
            BigDecimal used, BigDecimal open, Instant resultsAt, boolean resultsDue) {
    }

    /**
     * A page of batches, newest first.
     *
     * @param receivedAt with {@code after}: those before that batch, or null for the first page
     */
    public List<Progress> page(Instant receivedAt, String after, int limit) {
        return ask(null, receivedAt, after, limit);
    }

    /** One batch; empty where there is none of that id. */
    public List<Progress> one(String batchId) {
        return ask(batchId, null, null, 1);
    }

    private List<Progress> ask(String batchId, Instant receivedAt, String after, int limit) {
        return sql.rows(PAGE, Sql.with("id", batchId).addValue("receivedAt", Sql.utc(receivedAt))
                .addValue("after", after).addValue("limit", limit), (row, number) -> progress(row));
    }

    private static Progress progress(ResultSet row) throws SQLException {
        Map<StoryState, Integer> states = new EnumMap<>(StoryState.class);
        for (StoryState state : StoryState.values()) {
            int count = row.getInt("in_" + state.wireName());
            if (count > 0) {
                states.put(state, count);
            }
        }
        return new Progress(new Batch(row.getString("batch_id"), row.getString("file_name"), row.getInt("row_count")),
                time(row, "received_at"), states, row.getInt("duplicates"), credits(row, "used"),
                credits(row, "open_credits"), time(row, "results_at"), row.getBoolean("results_due"));
    }

    private static BigDecimal credits(ResultSet row, String column) throws SQLException {
        BigDecimal credits = row.getBigDecimal(column);
        return credits == null ? BigDecimal.ZERO : credits;
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String states() {
        StringBuilder sums = new StringBuilder();
        for (StoryState state : StoryState.values()) {
            sums.append(", SUM(CASE WHEN s.state = '").append(state.wireName())
                    .append("' THEN 1 ELSE 0 END) AS in_").append(state.wireName());
        }
        return sums.toString();
    }
}
