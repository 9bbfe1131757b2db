package io.storyreel.ledger.query;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** "Where is my story?": reads, and nothing but reads. */
@ApplicationScoped
public class StoryQueries {

    private static final String ONE = Sql.STORIES + " WHERE request_id = :id";

    private static final String BY_IDS = Sql.STORIES + " WHERE request_id = ANY(:ids)";

    /** By an expression: an index by the state would have all of them sorted. */
    private static final String IN_STATES = " AND state || '' = ANY(:states)";

    private static final String WITH_TEXT = " AND (LOWER(request_id) LIKE :text ESCAPE '!'"
            + " OR label LIKE :text ESCAPE '!')";

    private static final String NEWEST_FIRST = " ORDER BY received_at DESC, request_id DESC LIMIT :limit";

    private static final String RECEIVED_SINCE = "SELECT request_id FROM story WHERE received_at >= :since"
            + " ORDER BY received_at DESC, request_id DESC LIMIT :limit";

    /** In the order of the index, so that no more than these are read. */
    private static final String MARKS = "SELECT request_id, progress, attempts, error_code, used_credits FROM story"
            + " WHERE state = :state ORDER BY state, is_long, due_at, received_at, request_id LIMIT :limit";

    private static final String PAGE = Sql.STORIES
            + " WHERE (CAST(:receivedAt AS TIMESTAMP(6) WITH TIME ZONE) IS NULL OR received_at < :receivedAt"
            + " OR (received_at = :receivedAt AND request_id < :id))";

    /** No wait is longer but one that was asked for (the longest Retry-After is kept for an hour), or a day's cap's. */
    private static final Duration SOON = Duration.ofHours(1);

    private static final String NOT_HELD = " AND due_at <= :soon AND (not_before IS NULL OR not_before <= :now)"
            + " AND (error_code IS NULL OR error_code <> 'BUDGET_EXCEEDED') LIMIT :most)";

    private static final String WAITING = "SELECT COUNT(*) FROM ("
            + "(SELECT 1 FROM story WHERE state = 'accepted' AND is_long = FALSE" + NOT_HELD + " UNION ALL"
            + " (SELECT 1 FROM story WHERE state = 'accepted' AND is_long = TRUE" + NOT_HELD + " UNION ALL"
            + " (SELECT 1 FROM story WHERE state = 'waiting_credit'" + NOT_HELD + ") waiting";

    private static final String FREE = " AND (lease_until IS NULL OR lease_until < :now)";

    private static final String FIRST_IN_LINE = "SELECT request_id FROM story WHERE state = :state"
            + " AND due_at <= :now" + FREE + " ORDER BY state, due_at, request_id LIMIT 1";

    private static final String FIRST_TO_REPORT = "SELECT request_id FROM story WHERE report_at <= :now" + FREE
            + " ORDER BY report_at, request_id LIMIT 1";

    private static final String IN_FLIGHT = "SELECT COUNT(*) FROM story WHERE state IN (:states)"
            + " AND lease_until >= :now";

    private static final String REPORT_ERROR = "SELECT report_error FROM story"
            + " WHERE request_id = :id AND report_error IS NOT NULL";

    private final Sql sql;

    private final Clock clock;

    StoryQueries(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** One story. */
    public Optional<Story> story(String requestId) {
        return sql.stories(ONE, Sql.with("id", requestId)).stream().findFirst();
    }

    /** Why its outcome could not be handed out the last time; empty where it could, or there was none yet. */
    public Optional<String> reportError(String requestId) {
        return sql.values(REPORT_ERROR, Sql.with("id", requestId), String.class).stream().findFirst();
    }

    /**
     * How many stories wait for their next paid call; counted no further than to {@code most}. Not those that a day's
     * cap holds back: others may be small enough. Nor those that have asked for a later time.
     */
    public int waiting(int most) {
        Instant now = clock.instant();
        return Math.min(most, sql.values(WAITING, Sql.with("most", most).addValue("now", Sql.utc(now))
                .addValue("soon", Sql.utc(now.plus(SOON))), Integer.class).get(0));
    }

    /**
     * The story that waits longest for somebody to take it up.
     *
     * @param state the state it waits in, or null for one whose result is to be handed out
     */
    public Optional<String> firstInLine(StoryState state, Instant now) {
        MapSqlParameterSource times = Sql.with("now", Sql.utc(now));
        return sql.values(state == null ? FIRST_TO_REPORT : FIRST_IN_LINE, state == null ? times
                : times.addValue("state", state.wireName()), String.class).stream().findFirst();
    }

    /** Whether somebody works on a story in one of these states now. */
    public boolean isInFlight(List<StoryState> states, Instant now) {
        return sql.values(IN_FLIGHT, Sql.with("states", states.stream().map(StoryState::wireName).toList())
                .addValue("now", Sql.utc(now)), Integer.class).get(0) > 0;
    }

    /**
     * A page of stories, newest first.
     *
     * @param states only those in one of them; none for all
     * @param text only those whose {@code request_id}, title or, without a title, beginning of the idea has it in it,
     *        in any case; null for all
     * @param receivedAt with {@code requestId}: those before that story, or null for the first page
     */
    public List<Story> page(Collection<StoryState> states, String text, Instant receivedAt, String requestId,
            int limit) {
        String select = PAGE + (states.isEmpty() ? "" : IN_STATES) + (text == null ? "" : WITH_TEXT) + NEWEST_FIRST;
        return sql.stories(select, Sql.with("receivedAt", Sql.utc(receivedAt)).addValue("id", requestId)
                .addValue("states", Sql.array(states.stream().map(StoryState::wireName).toList()))
                .addValue("text", text == null ? null : anywhere(text)).addValue("limit", limit));
    }

    private static String anywhere(String text) {
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
    }

    /** Those of the stories that there are, in no order. */
    public List<Story> stories(Collection<String> requestIds) {
        return requestIds.isEmpty() ? List.of() : sql.stories(BY_IDS, Sql.with("ids", Sql.array(requestIds)));
    }

    /**
     * How stories of a state look just now, those that are due first and so many at most: what a look, a try or a fault
     * changes of a story without its moving on, as one text by its {@code request_id}.
     */
    public Map<String, String> marks(StoryState state, int limit) {
        Map<String, String> marks = new LinkedHashMap<>();
        sql.rows(MARKS, Sql.with("state", state.wireName()).addValue("limit", limit), (row, number) -> marks.put(
                row.getString(1), row.getString(2) + " " + row.getString(3) + " " + row.getString(4) + " "
                        + row.getString(5)));
        return marks;
    }

    /** The stories taken up since then, the newest first and so many at most. */
    public List<String> receivedSince(Instant since, int limit) {
        return sql.values(RECEIVED_SINCE, Sql.with("since", since).addValue("limit", limit), String.class);
    }
}
