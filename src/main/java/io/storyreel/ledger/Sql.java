package io.storyreel.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.storyreel.fault.StoryError;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How this package speaks to the database: named parameters, UTC times, whole transactions. */
@ApplicationScoped
class Sql {

    private final NamedParameterJdbcTemplate jdbc;

    private final TransactionTemplate transaction;

    private final StoryRow rows;

    private final ObjectMapper json;

    Sql(DataSource dataSource) {
        // What users pass through must come out as they wrote it, to the last digit.
        ObjectMapper exact = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
        this.jdbc = new NamedParameterJdbcTemplate(dataSource);
        PlatformTransactionManager manager = new DataSourceTransactionManager(dataSource);
        this.transaction = new TransactionTemplate(manager);
        this.rows = new StoryRow(exact);
        this.json = exact;
    }

    static MapSqlParameterSource with(String name, Object value) {
        return new MapSqlParameterSource(name, value instanceof Instant instant ? utc(instant) : value);
    }

    static OffsetDateTime utc(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Adds the four error columns; a null error clears them. */
    static MapSqlParameterSource withError(MapSqlParameterSource parameters, StoryError error) {
        return parameters.addValue("code", error == null ? null : error.code().name())
                .addValue("message", error == null ? null : error.message())
                .addValue("stage", error == null ? null : error.stage().inResult())
                .addValue("httpStatus", error == null ? null : error.httpStatus());
    }

    /** Whether the one guarded UPDATE found its row in the state it leaves. */
    boolean changed(String update, MapSqlParameterSource parameters) {
        return jdbc.update(update, parameters) == 1;
    }

    int count(String update, MapSqlParameterSource parameters) {
        return jdbc.update(update, parameters);
    }

    List<Story> stories(String select, MapSqlParameterSource parameters) {
        return jdbc.query(select, parameters, rows);
    }

    <T> List<T> values(String select, MapSqlParameterSource parameters, Class<T> type) {
        return jdbc.queryForList(select, parameters, type);
    }

    <T> T inTransaction(Supplier<T> work) {
        return transaction.execute(status -> work.get());
    }

    String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of the ledger cannot be written as JSON", e);
        }
    }
}
