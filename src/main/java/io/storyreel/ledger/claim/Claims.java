package io.storyreel.ledger.claim;

import static io.storyreel.exchange.PropertyNames.STORY;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Story;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.dao.DataAccessException;

/**
 * Who works on which story. A claim is a lease: it holds while its process renews it, so the stories of a killed
 * process are free again after {@link #LEASE}, and no two processes ever work on one story.
 */
@ApplicationScoped
@Named("claims")
@Unremovable
public class Claims {

    private static final StoryLog LOG = StoryLog.of("storyreel.ledger");

    /** How long a silent process keeps its claims. */
    public static final Duration LEASE = LedgerAvailability.LEASE;

    private static final Duration AFTER_A_FAULT = Duration.ofMillis(500);

    /** How often claims are renewed: two renewals may be missed. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    private static final String RENEW = "UPDATE story SET lease_until = :until WHERE lease_owner = ANY(:leases)"
            + " AND request_id = ANY(:ids)";

    /** In {@code submitting} the lease's end says that the answer is lost, so this is right there too. */
    private static final String RELEASE = "UPDATE story SET lease_owner = NULL, lease_until = NULL,"
            // What no move has ended has met a fault: a sweep that is looking just now must not take it at once again.
            + " due_at = CASE WHEN due_at < :soon THEN :soon ELSE due_at END,"
            + " report_at = CASE WHEN report_at < :soon THEN :soon ELSE report_at END"
            + " WHERE request_id = :id AND lease_owner = :lease";

    private final Sql sql;
    private final Transactions transactions;
    private final Replica replica;
    private final DueTimes dueTimes;
    private final Clock clock;

    /** What this process works on now; only these are renewed, so that a story whose work went astray comes free. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    public Claims(Sql sql, Transactions transactions, Replica replica, DueTimes dueTimes, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.replica = replica;
        this.dueTimes = dueTimes;
        this.clock = clock;
    }

    /** A name for one more claim of this process. */
    public String newLease() {
        return replica.newLease();
    }

    /** This process works on the story from now on, under the claim it was read with. */
    public void holds(Story story) {
        held.put(story.requestId(), story.lease());
    }

    /** A move has ended the claim, or another claim has taken its place: nothing is left to release. */
    public void ended(Story story) {
        held.remove(story.requestId(), story.lease());
    }

    /** Keeps this process's claims for another {@link #LEASE}. Called every {@link #RENEWAL}. */
    public void renew() {
        Map<String, String> now = Map.copyOf(held);
        if (!now.isEmpty()) {
            sql.count(RENEW, Sql.with("leases", Sql.array(Set.copyOf(now.values())))
                    .addValue("ids", Sql.array(now.keySet())).addValue("until", Sql.utc(clock.instant().plus(LEASE))));
        }
    }

    /** Keeps a story claimed until the exchange is done, whatever its end, and releases it then. */
    public void holdUntilDone(Story story, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                release(story);
            }

            @Override
            public boolean allowHandover() {
                // Whoever the story is handed to has a claim of its own.
                return false;
            }
        });
    }

    /** There is room again for work of that kind: wakes the stage. */
    public void lookAgain(WorkKind work) {
        dueTimes.at(work, clock.instant());
    }

    /**
     * The exchange no longer answers for the story's claim: the join does, whose own exchange may be done later. Where
     * that is lost, the claim comes to its end.
     */
    public void passOn(@ExchangeProperty(STORY) Story story) {
        ended(story);
    }

    /** Releases one story, as it is. Where we must stop before the ledger can be told, the lease's end will do. */
    private void release(Story story) {
        if (!held.remove(story.requestId(), story.lease())) {
            return;
        }
        try {
            Instant soon = clock.instant().plus(AFTER_A_FAULT);
            transactions.retryUntilAvailable(() -> sql.count(RELEASE, Sql.with("id", story.requestId())
                    .addValue("lease", story.lease()).addValue("soon", Sql.utc(soon))));
            dueTimes.at(WorkKind.of(story.state()), soon);
            dueTimes.at(story.reportAt() == null ? null : WorkKind.REPORT, soon);
        } catch (DataAccessException e) {
            LOG.warn(LogEvent.CLAIM_LEFT, story, "its claim ends by itself within {} s, the ledger is out of reach",
                    LEASE.toSeconds());
        }
    }
}
