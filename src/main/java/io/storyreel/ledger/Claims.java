package io.storyreel.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** How long a silent process keeps its claims. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** How often claims are renewed: two renewals may be missed. */
    public static final Duration RENEWAL = Duration.ofSeconds(10);

    private static final String FREE = " AND (lease_until IS NULL OR lease_until < :now)";

    private static final String FIRST_DUE = " ORDER BY due_at, request_id LIMIT :limit FOR UPDATE SKIP LOCKED";

    private static final String DUE_IN_STATE = "SELECT request_id FROM story WHERE state = :state AND due_at <= :now"
            + FREE + FIRST_DUE;

    /** Calls that may take minutes have submitters of their own, so that they never keep the short ones waiting. */
    private static final String LONG = " AND step IN ('storyboard', 'elements', 'scenes')";

    private static final String SHORT = " AND (step IS NULL OR step = 'videos')";

    private static final String DUE_CALLS = "SELECT request_id FROM story WHERE state = :state AND due_at <= :now"
            + FREE;

    private static final String DUE_REPORTS = "SELECT request_id FROM story WHERE report_at <= :now" + FREE
            + " ORDER BY report_at, request_id LIMIT :limit FOR UPDATE SKIP LOCKED";

    private static final String LEASED = "UPDATE story SET lease_owner = :owner, lease_until = :until"
            + " WHERE request_id IN (:ids)";

    private static final String LEASED_TO_REPORT = "UPDATE story SET report_tries = report_tries + 1,"
            + " lease_owner = :owner, lease_until = :until WHERE request_id IN (:ids)";

    private static final String BY_IDS = "SELECT * FROM story WHERE request_id IN (:ids) ORDER BY due_at, request_id";

    private static final String RENEW = "UPDATE story SET lease_until = :until WHERE lease_owner IN (:leases)"
            + " AND request_id IN (:ids)";

    /** In {@code submitting} the lease's end says that the answer is lost, so this is right there too. */
    private static final String RELEASE = "UPDATE story SET lease_owner = NULL, lease_until = NULL"
            + " WHERE request_id = :id AND lease_owner = :lease";

    /** A story in {@code submitting} keeps its lease: only its end tells that the answer is lost. */
    private static final String RELEASE_ALL = "UPDATE story SET lease_owner = NULL, lease_until = NULL"
            + " WHERE lease_owner LIKE :ours AND state <> 'submitting'";

    private static final String END_ALL = "UPDATE story SET lease_owner = NULL, lease_until = NULL"
            + " WHERE lease_owner IS NOT NULL";

    private final Sql sql;
    private final Replica replica;
    private final Clock clock;
    private final boolean alone;

    /** What this process works on now; only these are renewed, so that a story whose work went astray comes free. */
    private final Map<String, String> held = new ConcurrentHashMap<>();

    Claims(Sql sql, Replica replica, Clock clock, StoryreelSettings settings) {
        this.sql = sql;
        this.replica = replica;
        this.clock = clock;
        this.alone = settings.db().kind() == DbKind.H2;
    }

    /**
     * Claims up to {@code limit} stories of a state that are due, longest due first.
     *
     * @return the claimed stories; empty does not mean that there are none, another claimer may be looking
     */
    public List<Story> due(StoryState state, int limit) {
        return claim(DUE_IN_STATE, Sql.with("state", state.inResult()), limit);
    }

    /** Claims up to {@code limit} accepted stories whose next paid call is a long one, or a short one. */
    public List<Story> dueCalls(boolean longOnes, int limit) {
        return claim(DUE_CALLS + (longOnes ? LONG : SHORT) + FIRST_DUE,
                Sql.with("state", StoryState.ACCEPTED.inResult()), limit);
    }

    /** Claims up to {@code limit} stories whose outcome is to be handed out. */
    public List<Story> dueReports(int limit) {
        return claim(DUE_REPORTS, LEASED_TO_REPORT, new MapSqlParameterSource(), limit);
    }

    List<Story> claim(String select, MapSqlParameterSource parameters, int limit) {
        return claim(select, LEASED, parameters, limit);
    }

    private List<Story> claim(String select, String leased, MapSqlParameterSource parameters, int limit) {
        if (limit < 1) {
            return List.of();
        }
        Instant now = clock.instant();
        List<Story> claimed = sql.inTransaction(() -> {
            List<String> ids = sql.values(select, parameters.addValue("now", Sql.utc(now)).addValue("limit", limit),
                    String.class);
            if (ids.isEmpty()) {
                return List.of();
            }
            String lease = replica.newLease();
            sql.count(leased, Sql.with("owner", lease).addValue("until", Sql.utc(now.plus(LEASE)))
                    .addValue("ids", ids));
            return sql.stories(BY_IDS, Sql.with("ids", ids));
        });
        // Only now: a claim whose commit nobody has heard of has no worker, and must come to its end.
        claimed.forEach(story -> held.put(story.requestId(), story.lease()));
        return claimed;
    }

    /** Keeps this process's claims for another {@link #LEASE}. Called every {@link #RENEWAL}. */
    public void renew() {
        Map<String, String> now = Map.copyOf(held);
        if (!now.isEmpty()) {
            sql.count(RENEW, Sql.with("leases", Set.copyOf(now.values())).addValue("ids", now.keySet())
                    .addValue("until", Sql.utc(clock.instant().plus(LEASE))));
        }
    }

    /** Keeps a story claimed until the exchange is done, whatever its end, and lets go of it then. */
    public void holdUntilDone(Story story, Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                release(story);
            }
        });
    }

    /** Lets go of one story, as it is. Where we must stop before the ledger can be told, the lease's end will do. */
    private void release(Story story) {
        held.remove(story.requestId(), story.lease());
        try {
            sql.atLast(() -> sql.count(RELEASE,
                    Sql.with("id", story.requestId()).addValue("lease", story.lease())));
        } catch (DataAccessException e) {
            LOG.warn("{}: its claim ends by itself within {} s, the ledger is out of reach", story.requestId(),
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
}
