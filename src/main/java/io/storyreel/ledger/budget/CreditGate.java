package io.storyreel.ledger.budget;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * Closed by a 402, for all replicas: while it is closed one probe in all goes out each
 * {@code storyreel.api.credit-retry-interval}; the first probe that is paid opens it.
 */
@ApplicationScoped
public class CreditGate {

    private static final String IS_CLOSED = "SELECT closed FROM gate WHERE name = 'credit'";

    private static final String CLOSE = "UPDATE gate SET closed = TRUE, probe_at = :probeAt WHERE name = 'credit'";

    private static final String TAKE_PROBE = "UPDATE gate SET probe_at = :next"
            + " WHERE name = 'credit' AND closed = TRUE AND probe_at <= :now";

    private static final String PROBE_AGAIN = "UPDATE gate SET probe_at = :now WHERE name = 'credit' AND closed = TRUE";

    private static final String OPEN = "UPDATE gate SET closed = FALSE, probe_at = NULL"
            + " WHERE name = 'credit' AND closed = TRUE";

    private static final String WAITERS_ACCEPTED = "UPDATE story SET state = 'accepted', due_at = :now"
            + " WHERE state = 'waiting_credit'";

    private final Sql sql;
    private final Transactions transactions;
    private final StoryEvents events;
    private final DueTimes dueTimes;
    private final Clock clock;
    private final StoryreelSettings.Api settings;

    CreditGate(Sql sql, Transactions transactions, StoryEvents events, DueTimes dueTimes, Clock clock,
            StoryreelSettings settings) {
        this.sql = sql;
        this.transactions = transactions;
        this.events = events;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.settings = settings.api();
    }

    /** Whether submissions are paused. */
    public boolean isClosed() {
        List<Boolean> closed = sql.values(IS_CLOSED, new MapSqlParameterSource(), Boolean.class);
        return closed.get(0);
    }

    /** Pauses submissions; the next probe is one interval away. */
    public void close() {
        Instant probe = clock.instant().plus(settings.creditRetryInterval());
        sql.count(CLOSE, Sql.with("probeAt", probe));
        dueTimes.at(WorkKind.SUBMIT, probe);
    }

    /**
     * The same for a story that waits from now on: both or none, or it would wait behind a gate that nobody opens. On
     * the disk when this returns.
     */
    public void close(Runnable storyWaits) {
        transactions.retryUntilAvailable(() -> transactions.durably(() -> {
            close();
            storyWaits.run();
            return null;
        }));
    }

    /** Whether the caller may send the one probe of this interval. */
    public boolean takeProbe() {
        Instant next = clock.instant().plus(settings.creditRetryInterval());
        dueTimes.at(WorkKind.SUBMIT, next);
        return sql.changed(TAKE_PROBE, Sql.with("now", clock.instant()).addValue("next", Sql.utc(next)));
    }

    /** Who had this interval's probe has not sent it: another may have it now. */
    public void probeAgain() {
        Instant now = clock.instant();
        sql.count(PROBE_AGAIN, Sql.with("now", now));
        dueTimes.at(WorkKind.SUBMIT, now);
    }

    /** Resumes submissions: what waited for credit is accepted again. Harmless when the gate is open. */
    public void open() {
        transactions.inTransaction(() -> {
            if (sql.changed(OPEN, new MapSqlParameterSource())) {
                events.noteAll(StoryEvent.Kind.CREDIT, sql.changedValues(WAITERS_ACCEPTED, "request_id",
                        Sql.with("now", clock.instant()), (row, number) -> row.getString(1)));
            }
            return null;
        });
        dueTimes.at(WorkKind.SUBMIT, clock.instant());
    }
}
