package io.storyreel.ledger.sql;

import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.transaction.TransactionException;

/**
 * The statements of the ledger, on H2 or PostgreSQL: named parameters, UTC times, rows read as stories. Where the
 * database is away, everything here throws {@link LedgerUnavailable}.
 */
@ApplicationScoped
public class Sql {

    /** All that is known of stories, as {@link #stories} reads it. A condition follows. */
    public static final String STORIES = "SELECT * FROM story" + Sql.WITH_TEXT;

    private static final String WITH_TEXT = " JOIN story_text ON story_text.id = request_id";

    private final NamedParameterJdbcTemplate jdbc;

    private final StoryRow rows;

    private final ObjectMapper json;

    private final LedgerAvailability contact;

    private final boolean isPostgres;

    private final String unlessTaken;

    public Sql(DataSource dataSource, LedgerAvailability contact, StoryreelSettings settings) {
        // What users pass through must come out as they wrote it, to the last digit.
        ObjectMapper exact = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
        this.jdbc = new NamedParameterJdbcTemplate(dataSource);
        this.rows = new StoryRow(exact);
        this.json = exact;
        this.contact = contact;
        // PostgreSQL ends the whole transaction with a duplicate key, H2 has no word to say this.
        this.isPostgres = settings.db().kind() == DbKind.POSTGRESQL;
        this.unlessTaken = isPostgres ? " ON CONFLICT DO NOTHING" : "";
    }

    public static MapSqlParameterSource with(String name, Object value) {
        return new MapSqlParameterSource(name, value instanceof Instant instant ? utc(instant) : value);
    }

    public static OffsetDateTime utc(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Adds the four error columns; a null error clears them. */
    public static MapSqlParameterSource withError(MapSqlParameterSource parameters, StoryError error) {
        return parameters.addValue("code", error == null ? null : error.code().name())
                .addValue("message", error == null ? null : error.message())
                .addValue("stage", error == null ? null : error.stage().wireName())
                .addValue("httpStatus", error == null ? null : error.httpStatus());
    }

    /** Whether the one guarded UPDATE found its row in the state it leaves. */
    public boolean changed(String update, MapSqlParameterSource parameters) {
        return count(update, parameters) == 1;
    }

    public int count(String update, MapSqlParameterSource parameters) {
        return asked(() -> jdbc.update(update, new StorableText(parameters)));
    }

    /** Whether the row was new; false where its key is taken, be it by a transaction that has ended only just now. */
    public boolean inserted(String insert, MapSqlParameterSource parameters) {
        try {
            return changed(insert + unlessTaken, parameters);
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** The same statement for many rows at once: which of them were new. */
    public boolean[] allInserted(String insert, List<MapSqlParameterSource> rows) {
        SqlParameterSource[] batch = rows.stream().map(StorableText::new).toArray(SqlParameterSource[]::new);
        int[] counts = asked(() -> jdbc.batchUpdate(insert + unlessTaken, batch));
        boolean[] inserted = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
            inserted[i] = counts[i] != 0;
        }
        return inserted;
    }

    /** The same statement once for each of the parameters. */
    public void allChanged(String update, List<MapSqlParameterSource> rows) {
        SqlParameterSource[] batch = rows.stream().map(StorableText::new).toArray(SqlParameterSource[]::new);
        asked(() -> jdbc.batchUpdate(update, batch));
    }

    /** Several values for {@code = ANY(:name)}: one text of the statement for however many, which is parsed once. */
    public static SqlParameterValue array(Collection<String> values) {
        return new SqlParameterValue(Types.ARRAY, (SqlTypeValue) (statement, index, type, name) -> statement.setArray(
                index, statement.getConnection().createArrayOf("varchar", values.toArray())));
    }

    /** The rows of {@code story} that an UPDATE of it has changed, as it left them. */
    public List<Story> changedStories(String update, String order, MapSqlParameterSource parameters) {
        return stories(isPostgres
                ? "WITH changed AS (" + update + " RETURNING *) SELECT * FROM changed" + WITH_TEXT + order
                : "SELECT * FROM FINAL TABLE (" + update + ") changed" + WITH_TEXT + order, parameters);
    }

    /** One column of the rows that an UPDATE has changed, as it left them. */
    public <T> List<T> changedValues(String update, String column, MapSqlParameterSource parameters,
            RowMapper<T> value) {
        String select = isPostgres ? update + " RETURNING " + column
                : "SELECT " + column + " FROM FINAL TABLE (" + update + ") changed";
        return asked(() -> jdbc.query(select, new StorableText(parameters), value));
    }

    /** Whether rows can be skipped that another claimer holds; H2 would lock all that match, taken or not. */
    public boolean skipsLocked() {
        return isPostgres;
    }

    public List<Story> stories(String select, MapSqlParameterSource parameters) {
        return asked(() -> jdbc.query(select, new StorableText(parameters), rows));
    }

    public <T> List<T> rows(String select, MapSqlParameterSource parameters, RowMapper<T> row) {
        return asked(() -> jdbc.query(select, new StorableText(parameters), row));
    }

    public <T> List<T> values(String select, MapSqlParameterSource parameters, Class<T> type) {
        return asked(() -> jdbc.queryForList(select, new StorableText(parameters), type));
    }

    /** A statement that says how the transaction under way is to end. */
    void tell(String statement) {
        jdbc.getJdbcOperations().execute(statement);
    }

    /** Whether the database answers, and how soon a claim counts as lost, is known from every question. */
    <T> T asked(Supplier<T> question) {
        try {
            T answer = question.get();
            contact.kept();
            return answer;
        } catch (DataAccessException | TransactionException e) {
            throw contact.lost(e);
        }
    }

    /** As JSON; nothing stays nothing. */
    public String text(Object value) {
        if (value == null) {
            return null;
        }
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of the ledger cannot be written as JSON", e);
        }
    }
}
