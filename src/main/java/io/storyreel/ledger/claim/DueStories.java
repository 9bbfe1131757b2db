package io.storyreel.ledger.claim;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * Claims for the sweeps what is due and was not handed over, longest due first; and tells when there will be more.
 */
@ApplicationScoped
public class DueStories {

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

    private final Sql sql;
    private final Claims claims;
    private final DueTimes dueTimes;
    private final Clock clock;

    public DueStories(Sql sql, Claims claims, DueTimes dueTimes, Clock clock) {
        this.sql = sql;
        this.claims = claims;
        this.dueTimes = dueTimes;
        this.clock = clock;
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
        parameters.addValue("now", Sql.utc(now)).addValue("limit", limit).addValue("owner", claims.newLease())
                .addValue("until", Sql.utc(now.plus(Claims.LEASE)));
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
        claimed.forEach(claims::holds);
        return claimed;
    }
}
