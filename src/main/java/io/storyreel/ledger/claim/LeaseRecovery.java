package io.storyreel.ledger.claim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** What a start finds claimed by those who are gone, and what a stop leaves to others. */
@ApplicationScoped
public class LeaseRecovery {

    /** Of those that are asked after at a start, and between as many and the next: some 40 questions a second. */
    private static final int AT_ONCE = 200;

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /** A story in {@code submitting} keeps its lease: only its end tells that the answer is lost. */
    private static final String RELEASE_ALL = "UPDATE story SET lease_owner = NULL, lease_until = NULL"
            + " WHERE lease_owner LIKE :ours AND state <> 'submitting'";

    private static final String WAITING = "SELECT request_id FROM story WHERE state = 'generating' AND due_at > :now"
            + " ORDER BY due_at";

    private static final String DUE_EARLIER = "UPDATE story SET due_at = :due WHERE request_id = ANY(:ids)"
            + " AND state = 'generating' AND due_at > :due";

    private static final String END_ALL = "UPDATE story SET lease_owner = NULL, lease_until = NULL"
            + " WHERE lease_owner IS NOT NULL";

    private final Sql sql;
    private final Replica replica;
    private final Clock clock;
    private final boolean alone;

    LeaseRecovery(Sql sql, Replica replica, Clock clock, StoryreelSettings settings) {
        this.sql = sql;
        this.replica = replica;
        this.clock = clock;
        this.alone = settings.db().kind() == DbKind.H2;
    }

    /**
     * At start: an embedded ledger is ours alone (H2 locks its file), so every lease in it is a dead process's and
     * need not be waited for.
     */
    public int endLeasesOfTheDead() {
        return alone ? sql.count(END_ALL, new MapSqlParameterSource()) : 0;
    }

    /**
     * At start, likewise: callbacks that came while we were away, or just before and were not on the disk yet, are not
     * repeated for long. So every story that waits is asked after once, in the order they were due in: some at once,
     * the others one after the other, so that what is called back from now on has not to wait behind all of them.
     */
    public void askAfterAll() {
        if (!alone) {
            return;
        }
        Instant due = clock.instant();
        List<String> waiting = sql.values(WAITING, Sql.with("now", due), String.class);
        for (int first = 0; first < waiting.size(); first += AT_ONCE) {
            sql.count(DUE_EARLIER, Sql.with("due", due).addValue("ids",
                    Sql.array(waiting.subList(first, Math.min(first + AT_ONCE, waiting.size())))));
            due = due.plus(BETWEEN);
        }
    }

    /** Hands back all that this process has claimed and not sent, when it stops. */
    public int releaseAll() {
        return sql.count(RELEASE_ALL, Sql.with("ours", replica.everyLease()));
    }
}
