package io.storyreel.ledger;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The join's open groups, as rows: they survive a kill, and ten thousand of them cost no memory. */
@ApplicationScoped
public class JoinGroups {

    private static final String EVENTS = "SELECT events FROM story_join WHERE batch_id = :id";

    private static final String UPDATE = "UPDATE story_join SET events = :events WHERE batch_id = :id";

    private static final String OPEN = "INSERT INTO story_join (batch_id, events, opened_at)"
            + " VALUES (:id, :events, :now)";

    private static final String CLOSE = "DELETE FROM story_join WHERE batch_id = :id";

    private static final String ALL = "SELECT batch_id FROM story_join";

    private final Sql sql;
    private final Clock clock;

    JoinGroups(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** What has come for a batch so far, as JSON text. */
    public Optional<String> events(String batchId) {
        return sql.values(EVENTS, Sql.with("id", batchId), String.class).stream().findFirst();
    }

    /** Opens a group or replaces what is in it. */
    public void keep(String batchId, String events) {
        MapSqlParameterSource group = Sql.with("id", batchId).addValue("events", events)
                .addValue("now", Sql.utc(clock.instant()));
        // Another replica may open it in between.
        if (!sql.changed(UPDATE, group) && !sql.inserted(OPEN, group)) {
            sql.changed(UPDATE, group);
        }
    }

    /** The group is whole, or nobody waits for it any more. */
    public void close(String batchId) {
        sql.count(CLOSE, Sql.with("id", batchId));
    }

    /** The batch ids of the open groups. */
    public Set<String> open() {
        return Set.copyOf(sql.values(ALL, new MapSqlParameterSource(), String.class));
    }
}
