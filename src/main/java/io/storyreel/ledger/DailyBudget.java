package io.storyreel.ledger;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerAway;
import io.storyreel.fault.StoryError;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * {@code storyreel.credits.max-per-day}: what all replicas together may spend on a UTC day. Each paid call that is
 * begun is written down in the transaction that begins it, and under one lock, so that no two of them see the same
 * room. There is no running total that could go wrong: a day's spending is the sum of what was begun on it, by what
 * that has used where it is known, else by its estimate.
 *
 * <p>A story of the advanced mode reserves at its first step what all of its steps will cost: what is begun can be
 * finished. What is still to be paid of it on a later day counts for that day.
 */
@ApplicationScoped
public class DailyBudget {

    /** A row of {@code gate}. */
    private static final String LOCK = "budget";

    private static final String AUTOMATIC = "automatic";

    private static final String LATEST = " WHERE request_id = :id AND used IS NULL AND attempt ="
            + " (SELECT MAX(latest.attempt) FROM spending latest WHERE latest.request_id = :id)";

    private static final String USED = "CASE WHEN CAST(:credits AS NUMERIC(18, 4)) > used_before"
            + " THEN CAST(:credits AS NUMERIC(18, 4)) - used_before ELSE 0 END";

    private static final String IS_TOLD = " AND CAST(:credits AS NUMERIC(18, 4)) IS NOT NULL";

    /** The service has said what the whole story has cost. */
    static final String SETTLED = "UPDATE spending SET used = " + USED + LATEST + IS_TOLD;

    /** This call has certainly not been paid. Where others of the story were, the rest stays reserved. */
    static final String NOT_PAID = "UPDATE spending SET used = CASE WHEN made_for = :paidStep THEN 0 ELSE used END,"
            + " step = ''" + LATEST;

    /** The same of a story that ends by it: what its other steps have used is all. */
    static final String ENDED_UNPAID = "UPDATE spending SET used = CASE WHEN made_for = :paidStep THEN 0"
            + " WHEN CAST(:credits AS NUMERIC(18, 4)) IS NULL THEN used ELSE " + USED + " END, step = ''" + LATEST;

    private static final String OF_AN_EARLIER_DAY = SETTLED + " AND on_day < :day";

    private static final String SPENT = "SELECT COALESCE(SUM(COALESCE(used, estimate)), 0) FROM spending"
            + " WHERE on_day = :day";

    /** But a step that has been sent and has no answer may have been paid: once more is paid once more. */
    private static final String HAS_RESERVED = LATEST + " AND on_day = :day AND step <> :paidStep";

    private static final String IS_RESERVED = "SELECT attempt FROM spending" + HAS_RESERVED;

    private static final String GOES_ON = "UPDATE spending SET step = :paidStep" + HAS_RESERVED;

    private static final String BEGINS = "INSERT INTO spending (request_id, attempt, on_day, made_for, step, estimate,"
            + " used_before) SELECT CAST(:id AS VARCHAR(128)), COALESCE(MAX(attempt), 0) + 1, CAST(:day AS DATE),"
            + " CAST(:paidStep AS VARCHAR(20)), CAST(:paidStep AS VARCHAR(20)), CAST(:needed AS NUMERIC(18, 4)),"
            + " CAST(:usedBefore AS NUMERIC(18, 4)) FROM spending WHERE request_id = :id";

    private static final String NEEDED = "GREATEST(0, COALESCE(estimated_credits, 0)"
            + " - CASE WHEN step IS NULL THEN 0 ELSE COALESCE(used_credits, 0) END)";

    private static final String IS_HELD = " state = 'accepted' AND error_code = 'BUDGET_EXCEEDED' AND due_at > :now"
            + " AND (lease_until IS NULL OR lease_until < :now)";

    private static final String FIRST_HELD = "SELECT request_id FROM story WHERE is_long = :long AND" + IS_HELD
            + " AND " + NEEDED + " <= :room ORDER BY received_at, request_id LIMIT 1";

    private static final String NEEDED_BY = "SELECT " + NEEDED + " FROM story WHERE request_id = :id";

    private static final String LET_GO = "UPDATE story SET due_at = :now WHERE" + IS_HELD;

    private final Sql sql;
    private final DueTimes dueTimes;
    private final Clock clock;
    private final Optional<BigDecimal> cap;

    DailyBudget(Sql sql, DueTimes dueTimes, Clock clock, StoryreelSettings settings) {
        this.sql = sql;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.cap = settings.credits().maxPerDay();
    }

    /** What the statements here need to know of a story that is being sent. */
    static MapSqlParameterSource about(MapSqlParameterSource parameters, Story story) {
        return parameters.addValue("paidStep", story.walk() == null ? AUTOMATIC : story.walk().step().inResult())
                // Of the automatic mode a call is a story of the service's own, which begins at nothing.
                .addValue("credits", story.walk() == null ? null : story.usedCredits());
    }

    /**
     * Begins a paid call where the day has room for it; both or none, in the caller's transaction where there is one.
     *
     * @param begin the move to submitting
     * @return false where there is no room, or it was not begun
     */
    boolean within(Story story, Supplier<Boolean> begin) {
        return cap.isPresent() ? sql.oneAtATime(LOCK, () -> reserved(story, begin))
                : sql.inTransaction(() -> reserved(story, begin));
    }

    private boolean reserved(Story story, Supplier<Boolean> begin) {
        // Asked for once: between two looks at the clock may be midnight.
        LocalDate day = today();
        MapSqlParameterSource call = about(Sql.with("id", story.requestId()), story).addValue("day", day);
        if (isReserved(story, call)) {
            return begin.get() && sql.changed(GOES_ON, call);
        }
        if (!hasRoomFor(needed(story), day) || !begin.get()) {
            return false;
        }
        if (story.walk() != null && story.usedCredits() != null) {
            sql.count(OF_AN_EARLIER_DAY, call);
        }
        return sql.changed(BEGINS, call.addValue("needed", needed(story)).addValue("usedBefore", usedBefore(story)));
    }

    /** Whether an earlier step has reserved what this one costs. */
    private boolean isReserved(Story story, MapSqlParameterSource call) {
        return story.walk() != null && !sql.values(IS_RESERVED, call, Integer.class).isEmpty();
    }

    /** Why the story is not sent today: what there is left does not suffice. Empty where it does. */
    public Optional<StoryError> refuses(Story story) {
        LocalDate day = today();
        MapSqlParameterSource call = about(Sql.with("id", story.requestId()), story).addValue("day", day);
        if (cap.isEmpty() || hasRoomFor(needed(story), day) || isReserved(story, call)) {
            return Optional.empty();
        }
        String words = needed(story).compareTo(cap.get()) > 0
                ? "this story is estimated at " + plain(needed(story)) + " credits, more than "
                        + "storyreel.credits.max-per-day=" + plain(cap.get()) + " allows for a whole day: nothing is sent "
                        + "until that is higher (looked at again at a start and at " + nextDay() + ")"
                : "of storyreel.credits.max-per-day=" + plain(cap.get()) + " the UTC day " + day + " has "
                        + plain(cap.get().subtract(spentOn(day))) + " left, and this story is estimated at "
                        + plain(needed(story)) + ": nothing is sent, it goes on at " + nextDay()
                        + ", or before where there is room again or the cap is higher";
        return Optional.of(StoryError.of(ErrorCode.BUDGET_EXCEEDED, story.paidStage(), words));
    }

    /** When the next UTC day begins. */
    public Instant nextDay() {
        return today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Others have cost less than was thought, or the cap has been raised: held stories go on that have room now. */
    public void letGo() {
        if (cap.isEmpty()) {
            ring(sql.count(LET_GO, Sql.with("now", clock.instant())) > 0);
            return;
        }
        for (boolean isLong : List.of(false, true)) {
            // Mostly there are none.
            if (firstHeld(isLong, cap.get()).isPresent()) {
                letGo(isLong, cap.get().subtract(spentToday()));
            }
        }
    }

    private void letGo(boolean isLong, BigDecimal most) {
        BigDecimal room = most;
        // What was begun may have used more than was thought, and the cap may have been lowered.
        Optional<String> next = room.signum() < 0 ? Optional.empty() : firstHeld(isLong, room);
        while (next.isPresent()) {
            MapSqlParameterSource one = Sql.with("id", next.get()).addValue("now", Sql.utc(clock.instant()));
            if (!sql.changed(LET_GO + " AND request_id = :id", one)) {
                return;
            }
            ring(true);
            room = room.subtract(sql.values(NEEDED_BY, one, BigDecimal.class).get(0));
            next = firstHeld(isLong, room);
        }
    }

    /**
     * There may be room that there was not before.
     *
     * @return true: where the ledger is away, whoever is next will see to it
     */
    public boolean hasChanged() {
        try {
            if (cap.isPresent()) {
                letGo();
            }
            return true;
        } catch (LedgerAway e) {
            return true;
        }
    }

    private void ring(boolean isDue) {
        dueTimes.at(Work.SUBMIT, isDue ? clock.instant() : null);
    }

    private Optional<String> firstHeld(boolean isLong, BigDecimal room) {
        return sql.values(FIRST_HELD, Sql.with("long", isLong).addValue("room", room)
                .addValue("now", Sql.utc(clock.instant())), String.class).stream().findFirst();
    }

    private boolean hasRoomFor(BigDecimal credits, LocalDate day) {
        return cap.isEmpty() || spentOn(day).add(credits).compareTo(cap.get()) <= 0;
    }

    /** What counts for this day, in credits. */
    BigDecimal spentToday() {
        return spentOn(today());
    }

    private BigDecimal spentOn(LocalDate day) {
        return sql.values(SPENT, Sql.with("day", day), BigDecimal.class).get(0);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static BigDecimal needed(Story story) {
        return story.estimatedCredits() == null ? BigDecimal.ZERO
                : story.estimatedCredits().subtract(usedBefore(story)).max(BigDecimal.ZERO);
    }

    private static BigDecimal usedBefore(Story story) {
        return story.walk() == null || story.usedCredits() == null ? BigDecimal.ZERO : story.usedCredits();
    }

    private static String plain(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }
}
