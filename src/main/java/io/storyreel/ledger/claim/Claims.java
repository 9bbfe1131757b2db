package io.storyreel.ledger.claim;

import static io.storyreel.exchange.PropertyNames.STORY;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

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

    /** Of those that are asked after at a start, and between as many and the next: some 40 questions a second. */
    private static final int AT_ONCE = 200;

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    /** How often claims are renewed: two renewals may be missed. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    private static final String FREE = " AND (lease_until IS NULL OR lease_until < :now)";

    /** The order of the index, all of it: H2 sorts everything that matches where a leading column is not named. */
    private static final String IN_ORDER = " ORDER BY state, is_long, due_at, received_at, request_id";

    private static final String DUE = "state = :state AND is_long = :long AND due_at <= :now";

    /** Of what is rare; its next call may be a long one or a short one. */
    private static final String DUE_OF_EITHER_KIND = "state = :state AND due_at <= :now";

    private static final String DUE_REPORTS = "report_at <= :now";

    private static final String REPORTS_IN_ORDER = " ORDER BY report_at, request_id";

    private static final String LEASED = "UPDATE story SET lease_owner = :owner, lease_until = :until";

    private static final String LEASED_TO_DELIVER = "UPDATE story SET deliveries = deliveries + 1,"
            + " lease_owner = :owner, lease_until = :until";

    private static final String NEXT_DUE = "SELECT due_at FROM story WHERE state = :state AND is_long = :long"
            + " AND due_at > :now" + IN_ORDER + " LIMIT 1";

    private static final String NEXT_REPORT = "SELECT report_at FROM story WHERE report_at > :now"
            + REPORTS_IN_ORDER + " LIMIT 1";

    private static final String RENEW = "UPDATE story SET lease_until = :until WHERE lease_owner = ANY(:leases)"
            + " AND request_id = ANY(:ids)";

    /** In {@code submitting} the lease's end says that the answer is lost, so this is right there too. */
    private static final String RELEASE = "UPDATE story SET lease_owner = NULL, lease_until = NULL,"
            // What no move has ended has met a fault: a sweep that is looking just now must not take it at once again.
            + " due_at = CASE WHEN due_at < :soon THEN :soon ELSE due_at END,"
            + " report_at = CASE WHEN report_at < :soon THEN :soon ELSE report_at END"
            + " WHERE request_id = :id AND lease_owner = :lease";

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
    private final DueTimes dueTimes;
    private final Clock clock;
    private final boolean alone;

    /** What this process works on now; only these are renewed, so that a story whose work went astray comes free. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    public Claims(Sql sql, Replica replica, DueTimes dueTimes, Clock clock, StoryreelSettings settings) {
        this.sql = sql;
        this.replica = replica;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.alone = settings.db().kind() == DbKind.H2;
    }

    /**
     * Claims up to {@code limit} stories of a state that are due, longest due first.
     *
     * @return the claimed stories; empty does not mean that there are none, another claimer may be looking
     */
    public List<Story> due(StoryState state, int limit) {
        boolean mayBeLong = state != StoryState.GENERATING && state != StoryState.DELIVERING;
        return claim(mayBeLong ? DUE_OF_EITHER_KIND : DUE, IN_ORDER,
                state == StoryState.DELIVERING ? LEASED_TO_DELIVER : LEASED,
                Sql.with("state", state.wireName()).addValue("long", false), limit);
    }

    /**
     * Claims up to {@code limit} accepted stories whose next paid call is a long one, or a short one. Calls that may
     * take minutes have submitters of their own, so that they never keep the short ones waiting.
     */
    public List<Story> dueCalls(boolean longOnes, int limit) {
        return claim(DUE, IN_ORDER, LEASED, Sql.with("state", StoryState.ACCEPTED.wireName())
                .addValue("long", longOnes), limit);
    }

    /** Claims up to {@code limit} stories whose outcome is to be handed out. */
    public List<Story> dueReports(int limit) {
        return claim(DUE_REPORTS, REPORTS_IN_ORDER, LEASED, new MapSqlParameterSource(), limit);
    }

    /**
     * To be called before a sweep claims: what becomes due from now on wakes it again. What waits for its time already
     * is looked up, so that nothing has to be asked until then.
     */
    public void looking(WorkKind work) {
        dueTimes.looking(work);
        MapSqlParameterSource now = Sql.with("now", clock.instant());
        switch (work) {
            case SUBMIT -> {
                next(work, NEXT_DUE, of(now, StoryState.ACCEPTED, false));
                next(work, NEXT_DUE, of(now, StoryState.ACCEPTED, true));
            }
            case OBSERVE -> next(work, NEXT_DUE, of(now, StoryState.GENERATING, false));
            case DELIVER -> next(work, NEXT_DUE, of(now, StoryState.DELIVERING, false));
            case ADOPT -> {
                next(work, NEXT_DUE, of(now, StoryState.UNCERTAIN, false));
                next(work, NEXT_DUE, of(now, StoryState.UNCERTAIN, true));
            }
            case REPORT -> next(work, NEXT_REPORT, now);
        }
    }

    private void next(WorkKind work, String select, MapSqlParameterSource parameters) {
        sql.values(select, parameters, OffsetDateTime.class).forEach(due -> dueTimes.at(work, due.toInstant()));
    }

    private static MapSqlParameterSource of(MapSqlParameterSource now, StoryState state, boolean longOnes) {
        return now.addValue("state", state.wireName()).addValue("long", longOnes);
    }

    List<Story> claim(String due, MapSqlParameterSource parameters, int limit) {
        return claim(due, IN_ORDER, LEASED, parameters, limit);
    }

    private List<Story> claim(String due, String order, String leased, MapSqlParameterSource parameters, int limit) {
        if (limit < 1) {
            return List.of();
        }
        Instant now = clock.instant();
        String first = "SELECT request_id FROM story WHERE " + due + FREE + order + " LIMIT :limit";
        parameters.addValue("now", Sql.utc(now)).addValue("limit", limit).addValue("owner", replica.newLease())
                .addValue("until", Sql.utc(now.plus(LEASE)));
        List<Story> claimed;
        if (sql.skipsLocked()) {
            // An array is made once; a list of IN may be looked up again for each row, and then takes more than the
            // limit.
            claimed = sql.changedStories(leased + " WHERE request_id = ANY(ARRAY(" + first
                    + " FOR UPDATE SKIP LOCKED))", order, parameters);
        } else {
            // Reads without a lock: only what is taken is locked, and only if nobody was faster.
            List<String> ids = sql.values(first, parameters, String.class);
            claimed = ids.isEmpty() ? List.of() : sql.changedStories(leased + " WHERE request_id = ANY(:ids) AND " + due
                    + FREE, order, parameters.addValue("ids", Sql.array(ids)));
        }
        // Only now: a claim whose commit nobody has heard of has no worker, and must come to its end.
        claimed.forEach(this::holds);
        return claimed;
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
            sql.retryUntilAvailable(() -> sql.count(RELEASE, Sql.with("id", story.requestId()).addValue("lease",
                    story.lease())
                    .addValue("soon", Sql.utc(soon))));
            dueTimes.at(WorkKind.of(story.state()), soon);
            dueTimes.at(story.reportAt() == null ? null : WorkKind.REPORT, soon);
        } catch (DataAccessException e) {
            LOG.warn(LogEvent.CLAIM_LEFT, story, "its claim ends by itself within {} s, the ledger is out of reach",
                    LEASE.toSeconds());
        }
    }

    /** Hands back all that this process has claimed and not sent, when it stops. */
    public int releaseAll() {
        return sql.count(RELEASE_ALL, Sql.with("ours", replica.everyLease()));
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
}
