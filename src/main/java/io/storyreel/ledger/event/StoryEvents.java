package io.storyreel.ledger.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.StoryEvent.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * What has become of stories, in its order. Each is noted in the transaction that makes it, as one narrow row; when a
 * story was taken up and when its outcome arrived stand in its own row already, and are not noted.
 */
@ApplicationScoped
@Named("storyEvents")
@Unremovable
public class StoryEvents {

    /** How long they are kept. What a story's own row tells stays for good. */
    public static final Duration KEPT = Duration.ofDays(30);

    /** Percent: a look that shows less of an advance is told to who watches, but not kept. */
    private static final int STRIDE = 5;

    private static final int BATCH = 2_000;

    private static final String NOTE = "INSERT INTO story_event (request_id, happened_at, event, step, progress,"
            + " error_code) SELECT request_id, CAST(:happenedAt AS TIMESTAMP(6) WITH TIME ZONE),"
            + " CAST(:event AS VARCHAR(20)), step, progress, error_code FROM story WHERE request_id = :id";

    /** Of these the move has made sure already that it is not the same once more. */
    private static final Set<Kind> NEVER_REPEATED = EnumSet.of(Kind.GENERATING, Kind.STEP, Kind.REVIEW, Kind.RESUMED,
            Kind.PROGRESS, Kind.DELIVERING, Kind.DELIVERED, Kind.FAILED);

    /** What only repeats tells nothing, and may do so for days: a probe for credit, a callback that is not ours. */
    private static final String NOTE_UNLESS_SAME = NOTE
            + " AND NOT EXISTS (SELECT 1 FROM story_event last WHERE last.no ="
            + " (SELECT MAX(no) FROM story_event one WHERE one.request_id = :id)"
            + " AND last.step IS NOT DISTINCT FROM story.step"
            + " AND (last.event = CAST(:event AS VARCHAR(20))"
            + " AND last.progress IS NOT DISTINCT FROM story.progress"
            + " AND last.error_code IS NOT DISTINCT FROM story.error_code"
            + " OR last.event = 'waiting_credit' AND CAST(:event AS VARCHAR(20)) = 'submitting'))";

    /** Lines of a timeline. */
    private static final int SHOWN = 500;

    private static final String OF_ONE = "SELECT happened_at, event, step, progress, error_code FROM"
            + " (SELECT no, happened_at, event, step, progress, error_code FROM story_event WHERE request_id = :id"
            + " ORDER BY no DESC LIMIT " + SHOWN + ") newest ORDER BY no";

    private static final String LAST = "SELECT COALESCE(MAX(no), 0) FROM story_event";

    private static final String SINCE = "SELECT no, request_id FROM story_event WHERE no > :no ORDER BY no"
            + " LIMIT :limit";

    private static final String NEWEST_SINCE = "SELECT no, request_id FROM (SELECT no, request_id FROM story_event"
            + " WHERE no > :no ORDER BY no DESC LIMIT :limit) newest ORDER BY no";

    private static final String AT = "SELECT happened_at FROM story_event WHERE no = :no";

    private static final String OLDEST = "SELECT no, happened_at FROM story_event ORDER BY no LIMIT :limit";

    private static final String FORGET = "DELETE FROM story_event WHERE no <= :no AND happened_at < :before";

    private static final RowMapper<StoryEvent> ROW = (row, number) -> new StoryEvent(
            row.getObject("happened_at", OffsetDateTime.class).toInstant(),
            Kind.valueOf(row.getString("event").toUpperCase(Locale.ROOT)), row.getString("step"),
            row.getObject("progress", Integer.class), row.getString("error_code"));

    private static final RowMapper<Noted> NOTED = (row, number) -> new Noted(row.getLong(1), row.getString(2));

    private static final RowMapper<Aged> AGED = (row, number) -> new Aged(row.getLong(1),
            row.getObject(2, OffsetDateTime.class).toInstant());

    private final Sql sql;
    private final StoryChanges changes;
    private final Clock clock;

    StoryEvents(Sql sql, StoryChanges changes, Clock clock) {
        this.sql = sql;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Belongs to the move that the transaction under way has made. What only repeats the one before is not kept, nor
     * that a story that waits for credit is sent as a probe. With null it is told to who watches only.
     */
    public void note(Kind kind, String requestId) {
        if (kind != null) {
            sql.count(NEVER_REPEATED.contains(kind) ? NOTE : NOTE_UNLESS_SAME, note(Sql.with("id", requestId), kind));
        }
        changes.of(requestId);
    }

    /** The same for many. */
    public void noteAll(Kind kind, Collection<String> requestIds) {
        if (!requestIds.isEmpty()) {
            sql.allChanged(NOTE_UNLESS_SAME, requestIds.stream().map(id -> note(Sql.with("id", id), kind)).toList());
            requestIds.forEach(changes::of);
        }
    }

    private MapSqlParameterSource note(MapSqlParameterSource parameters, Kind kind) {
        return parameters.addValue("event", kind.wireName()).addValue("happenedAt", Sql.utc(clock.instant()));
    }

    /** What a look is noted as that has shown this; null where it has shown nothing that is to be kept. */
    public static Kind look(Integer before, Integer now) {
        return now == null || now / STRIDE == (before == null ? 0 : before) / STRIDE ? null : Kind.PROGRESS;
    }

    /**
     * What has become of a story, the oldest first, and of very much the newest; when it was taken up is not among it.
     */
    public List<StoryEvent> of(String requestId) {
        return sql.rows(OF_ONE, Sql.with("id", requestId), ROW);
    }

    /** The number of the last event, or 0. */
    public long last() {
        return sql.values(LAST, new MapSqlParameterSource(), Long.class).get(0);
    }

    /** The events behind that number, the oldest first. Those of transactions that end later may have lower numbers. */
    public List<Noted> since(long no, int limit) {
        return sql.rows(SINCE, Sql.with("no", no).addValue("limit", limit), NOTED);
    }

    /** The same; where there are more, the newest. */
    public List<Noted> newestSince(long no, int limit) {
        return sql.rows(NEWEST_SINCE, Sql.with("no", no).addValue("limit", limit), NOTED);
    }

    /** When the event of that number happened; empty where there is none, or no longer. */
    public Optional<Instant> at(long no) {
        return sql.rows(AT, Sql.with("no", no), (row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .stream().findFirst();
    }

    /** Deletes what is older than {@link #KEPT}, as far as it comes first; the number of them. */
    public int forgetTheOld() {
        Instant before = clock.instant().minus(KEPT);
        int forgotten = 0;
        for (List<Aged> old = oldest(before); !old.isEmpty(); old = oldest(before)) {
            forgotten += sql.count(FORGET, Sql.with("no", old.get(old.size() - 1).no())
                    .addValue("before", Sql.utc(before)));
        }
        return forgotten;
    }

    private List<Aged> oldest(Instant before) {
        List<Aged> old = new ArrayList<>();
        for (Aged one : sql.rows(OLDEST, new MapSqlParameterSource("limit", BATCH), AGED)) {
            if (!one.at().isBefore(before)) {
                break;
            }
            old.add(one);
        }
        return old;
    }

    /**
     * That something became of a story.
     *
     * @param no rises with each event
     * @param requestId whose
     */
    public record Noted(long no, String requestId) {
    }

    private record Aged(long no, Instant at) {
    }
}
