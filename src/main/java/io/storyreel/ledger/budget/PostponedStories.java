package io.storyreel.ledger.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * The stories that a day's budget has held back, in the order in which they go on: the oldest first, whatever kind of
 * call is next for them and whichever replica has them in flight. Each is one until it has begun, failed, or waits for
 * something else.
 */
@ApplicationScoped
class PostponedStories {

    /** All columns that are read here are the index's. */
    private static final String HELD = " FROM story WHERE state = 'accepted' AND error_code = 'BUDGET_EXCEEDED'";

    private static final String OLDEST_FIRST = " ORDER BY state, error_code, received_at, request_id";

    /** On the day on which it was held an earlier step may have reserved a part; on any other that does not count. */
    private static final String NEEDED = "CASE WHEN held_on = :day THEN held_for ELSE estimated_credits END";

    private static final String THAT_FITS = " AND " + NEEDED + " <= :left";

    private static final String BEFORE_IT = HELD + " AND received_at <= :receivedAt"
            + " AND (received_at < :receivedAt OR request_id < :id)" + THAT_FITS;

    private static final String ALL_BEFORE_IT = "SELECT COALESCE(SUM(" + NEEDED + "), 0)" + BEFORE_IT;

    private static final String EACH_BEFORE_IT = "SELECT " + NEEDED + BEFORE_IT + OLDEST_FIRST;

    private static final String ANY = "SELECT request_id" + HELD + " LIMIT 1";

    private static final String EACH = "SELECT request_id, " + NEEDED + HELD + THAT_FITS + OLDEST_FIRST;

    private static final String RESUMED = "UPDATE story SET due_at = :now WHERE state = 'accepted'"
            + " AND error_code = 'BUDGET_EXCEEDED' AND due_at > :now AND (lease_until IS NULL OR lease_until < :now)";

    private static final RowMapper<Held> AS_HELD = (row, number) -> new Held(row.getString(1), row.getBigDecimal(2));

    private record Held(String requestId, BigDecimal needed) {
    }

    private final Sql sql;
    private final Clock clock;

    PostponedStories(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** Mostly there are none. */
    boolean isAny() {
        return !sql.values(ANY, new MapSqlParameterSource(), String.class).isEmpty();
    }

    /**
     * What is left for a story once those that are held and came before it have taken theirs, each as far as it fits:
     * asking out of its turn it gets none of that. Looked at no further than to where it does not suffice.
     *
     * @param more what it needs
     * @param left what is left of the day without them
     */
    BigDecimal leftBehind(Story story, BigDecimal more, LocalDate day, BigDecimal left) {
        MapSqlParameterSource before = Sql.with("id", story.requestId()).addValue("left", left).addValue("day", day)
                .addValue("receivedAt", Sql.utc(story.receivedAt()));
        BigDecimal behindAll = left.subtract(sql.values(ALL_BEFORE_IT, before, BigDecimal.class).get(0));
        if (more.compareTo(behindAll) <= 0) {
            return behindAll;
        }
        BigDecimal rest = left;
        for (BigDecimal other : sql.values(EACH_BEFORE_IT, before, BigDecimal.class)) {
            rest = other.compareTo(rest) <= 0 ? rest.subtract(other) : rest;
            if (more.compareTo(rest) > 0) {
                return rest;
            }
        }
        return rest;
    }

    /**
     * Those are due now that fit into what is left of the day, one after the other; whether any of them was not before.
     */
    boolean release(LocalDate day, BigDecimal left) {
        BigDecimal rest = left;
        boolean isAny = false;
        for (Held held : sql.rows(EACH, Sql.with("left", left).addValue("day", day), AS_HELD)) {
            if (held.needed().compareTo(rest) <= 0) {
                rest = rest.subtract(held.needed());
                isAny |= sql.changed(RESUMED + " AND request_id = :id", at(clock.instant())
                        .addValue("id", held.requestId()));
            }
        }
        return isAny;
    }

    /** The same where there is no bound. */
    boolean resumeAll() {
        return sql.count(RESUMED, at(clock.instant())) > 0;
    }

    private static MapSqlParameterSource at(Instant now) {
        return Sql.with("now", now);
    }
}
