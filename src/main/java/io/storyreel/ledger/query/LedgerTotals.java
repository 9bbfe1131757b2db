package io.storyreel.ledger.query;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Sums over all stories: reads, and nothing but reads. */
@ApplicationScoped
public class LedgerTotals {

    private static final String IN_STATE = "SELECT COUNT(*) FROM story WHERE state = :state";

    private static final String HELD = "SELECT COUNT(*) FROM story WHERE state = 'accepted'"
            + " AND error_code = 'BUDGET_EXCEEDED'";

    private static final String ENDED_SINCE = "SELECT COUNT(*) FROM story WHERE finished_at >= :since"
            + " AND state = :state";

    private static final String OLDEST_WAITING = "SELECT MIN(CASE WHEN not_before > received_at THEN not_before"
            + " ELSE received_at END) FROM story"
            + " WHERE state IN ('accepted', 'waiting_credit')";

    /** As far as the service has told, of what is still being made too. */
    private static final String USED = "SELECT COALESCE(SUM(used), 0) FROM spending WHERE used IS NOT NULL";

    private static final String OF_THE_DAY = " AND on_day = :day";

    private static final String OPEN = "SELECT COALESCE(SUM(estimated_credits), 0) FROM story WHERE state IN"
            + " ('accepted', 'waiting_credit', 'submitting', 'uncertain', 'generating', 'review')"
            + " OR state = 'delivering' AND used_credits IS NULL";

    /** Of those, what is counted as used already. Of a story that one call is to make anew that is not its own. */
    private static final String OPEN_BUT_USED = "SELECT COALESCE(SUM(CASE WHEN used_credits < estimated_credits"
            + " THEN used_credits ELSE estimated_credits END), 0) FROM story WHERE used_credits IS NOT NULL"
            + " AND (state IN ('generating', 'review')"
            + " OR state IN ('accepted', 'waiting_credit', 'submitting', 'uncertain') AND step IS NOT NULL)";

    private final Sql sql;
    private final Clock clock;

    LedgerTotals(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** How many stories are in each state; 0 where none is. */
    public Map<StoryState, Long> states() {
        Map<StoryState, Long> states = new EnumMap<>(StoryState.class);
        for (StoryState state : StoryState.values()) {
            states.put(state, sql.values(IN_STATE, Sql.with("state", state.wireName()), Long.class).get(0));
        }
        return states;
    }

    /** How many of those that are accepted the day's budget holds back. */
    public long held() {
        return sql.values(HELD, new MapSqlParameterSource(), Long.class).get(0);
    }

    /** How many have ended in that state on this UTC day. */
    public long endedToday(StoryState state) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return sql.values(ENDED_SINCE, Sql.with("since",
                today.atStartOfDay(ZoneOffset.UTC).toInstant()).addValue("state", state.wireName()), Long.class)
                .get(0);
    }

    /**
     * How long the story that was taken up first has been waiting for its next paid call; 0 where none waits. One that
     * has asked for a later time waits from then on.
     */
    public Duration oldestWaiting() {
        return sql.values(OLDEST_WAITING, new MapSqlParameterSource(), OffsetDateTime.class).stream()
                .filter(Objects::nonNull).map(oldest -> Duration.between(oldest.toInstant(), clock.instant()))
                .filter(wait -> !wait.isNegative()).findFirst().orElse(Duration.ZERO);
    }

    /** The credits that stories begun on this UTC day are known to have used. */
    public BigDecimal usedToday() {
        Instant now = clock.instant();
        return used(OF_THE_DAY, Sql.with("day", LocalDate.ofInstant(now, ZoneOffset.UTC)));
    }

    /** The credits that all stories are known to have used. */
    public BigDecimal used() {
        return used("", new MapSqlParameterSource());
    }

    private BigDecimal used(String which, MapSqlParameterSource parameters) {
        return credits(USED + which, parameters);
    }

    /** What stories that have not ended, or may yet turn out to have been paid, are thought to cost beside that. */
    public BigDecimal estimatedOpen() {
        return credits(OPEN, new MapSqlParameterSource()).subtract(credits(OPEN_BUT_USED, new MapSqlParameterSource()));
    }

    private BigDecimal credits(String select, MapSqlParameterSource parameters) {
        return sql.values(select, parameters, BigDecimal.class).get(0);
    }
}
