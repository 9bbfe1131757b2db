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
import io.storyreel.ledger.database.Durability;
import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.ledger.database.PostgresBarrier;
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
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How this package speaks to the database, H2 or PostgreSQL: named parameters, UTC times, whole transactions. Where the
 * database is away, everything here throws {@link LedgerUnavailable}.
 */
@ApplicationScoped
public class Sql {

    /** All that is known of stories, as {@link #stories} reads it. A condition follows. */
    public static final String STORIES = "SELECT * FROM story" + Sql.WITH_TEXT;

    private static final String WITH_TEXT = " JOIN story_text ON story_text.id = request_id";

    /** Between two tries of what waits for the ledger. */
    private static final long PAUSE_MS = 500;

    private final NamedParameterJdbcTemplate jdbc;

    private final TransactionTemplate transaction;

    private final StoryRow rows;

    private final ObjectMapper json;

    private final LedgerAvailability contact;

    private final Durability durability;

    private final boolean isPostgres;

    private final String unlessTaken;

    public Sql(DataSource dataSource, LedgerAvailability contact, Durability durability, StoryreelSettings settings) {
        // What users pass through must come out as they wrote it, to the last digit.
        ObjectMapper exact = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
        this.jdbc = new NamedParameterJdbcTemplate(dataSource);
        PlatformTransactionManager manager = new DataSourceTransactionManager(dataSource);
        this.transaction = new TransactionTemplate(manager);
        this.rows = new StoryRow(exact);
        this.json = exact;
        this.contact = contact;
        this.durability = durability;
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

    public <T> T inTransaction(Supplier<T> work) {
        return asked(() -> transaction.execute(status -> work.get()));
    }

    /**
     * A transaction that is on the disk when this returns. A server that crashed after a commit, and forgot it, would
     * gladly force what it still knows: so there it is the commit itself that waits for the disk.
     *
     * @throws LedgerUnavailable where that can't be said: then it may be done or not, and all of it is to be asked
     *        again
     */
    public <T> T durably(Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("what is not committed can't be forced to the disk");
        }
        if (isPostgres) {
            return inTransaction(() -> {
                jdbc.getJdbcOperations().execute(PostgresBarrier.WAIT_AT_COMMIT);
                jdbc.getJdbcOperations().execute(PostgresBarrier.WAIT_FOR_LOCKS);
                return work.get();
            });
        }
        T done = inTransaction(work);
        durability.await();
        return done;
    }

    /**
     * What is committed outlives this process from here on. A server's commits do so by themselves; those of an
     * embedded database are in this process's memory for a moment.
     *
     * @throws LedgerUnavailable where that can't be said
     */
    public void outlive() {
        if (!isPostgres) {
            durability.await();
        }
    }

    /**
     * In a transaction of its own, and not while any replica is in another one of the same name.
     *
     * @param name of a row in {@code gate}
     */
    public <T> T oneAtATime(String name, Supplier<T> work) {
        return inTransaction(() -> {
            values("SELECT name FROM gate WHERE name = :name FOR UPDATE", with("name", name), String.class);
            return work.get();
        });
    }

    /** Once the transaction that is under way is committed, and only then; at once where none is. */
    public static void afterCommit(Runnable then) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            then.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                then.run();
            }
        });
    }

    /** For what must not be lost: where the ledger is away, waits for it. */
    public <T> T retryUntilAvailable(Supplier<T> work) {
        return retryUntilAvailable(work, work);
    }

    /** The same; {@code again} knows that the try before it may have been carried out. */
    public <T> T retryUntilAvailable(Supplier<T> work, Supplier<T> again) {
        for (Supplier<T> next = work;; next = again) {
            try {
                return next.get();
            } catch (LedgerUnavailable e) {
                // The connection of a transaction does not come back; its whole is to be repeated, not a part.
                if (TransactionSynchronizationManager.isActualTransactionActive()) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(LedgerUnavailable why) {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw why;
        }
    }

    private <T> T asked(Supplier<T> question) {
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
