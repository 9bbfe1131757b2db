package io.storyreel.ledger.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryCounts;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * {@code storyreel.credits.max-per-day}: what all replicas together may spend on a UTC day. Each paid call that is
 * begun is written down in the transaction that begins it, and under one lock, so that no two of them see the same
 * room. There is no running total that could go wrong: a day's spending is the sum of what was begun on it, by what
 * that has used in the end, and until then by its estimate, or by what it has used where that is more already.
 *
 * <p>A story of the advanced mode reserves at its first step what all of its steps will cost: what is begun can be
 * finished. Where it goes on on a later day, that day has to have room for it again.
 */
@ApplicationScoped
public class DailyBudget {

    /** A row of {@code gate}. */
    private static final String LOCK = "budget";

    private static final String AUTOMATIC = "automatic";

    private static final String LATEST = " WHERE request_id = :id AND settled = FALSE AND attempt ="
            + " (SELECT MAX(latest.attempt) FROM spending latest WHERE latest.request_id = :id)";

    private static final String USED = "used = CASE WHEN CAST(:credits AS NUMERIC(18, 4)) > used_before"
            + " THEN CAST(:credits AS NUMERIC(18, 4)) - used_before ELSE 0 END";

    private static final String IS_TOLD = " AND CAST(:credits AS NUMERIC(18, 4)) IS NOT NULL";

    /** The service has said what the story has cost so far. It may go on to cost more. */
    public static final String TOLD = "UPDATE spending SET " + USED + LATEST + IS_TOLD;

    /** The service has said what the whole story has cost. */
    public static final String SETTLED = "UPDATE spending SET settled = TRUE, " + USED + LATEST + IS_TOLD;

    /** This call has certainly not been paid. Where others of the story were, the rest stays reserved. */
    public static final String NOT_PAID = "UPDATE spending SET"
            + " used = CASE WHEN made_for = :paidStep THEN 0 ELSE used END,"
            + " settled = CASE WHEN made_for = :paidStep THEN TRUE ELSE FALSE END, step = ''" + LATEST;

    /** The same of a story that ends by it: what its other steps have used is all. */
    public static final String ENDED_UNPAID = "UPDATE spending SET used = CASE WHEN made_for = :paidStep THEN 0"
            + " WHEN CAST(:credits AS NUMERIC(18, 4)) IS NULL THEN used"
            + " WHEN CAST(:credits AS NUMERIC(18, 4)) > used_before"
            + " THEN CAST(:credits AS NUMERIC(18, 4)) - used_before ELSE 0 END,"
            + " settled = CASE WHEN made_for = :paidStep OR CAST(:credits AS NUMERIC(18, 4)) IS NOT NULL THEN TRUE"
            + " ELSE FALSE END, step = ''" + LATEST;

    private static final String OF_AN_EARLIER_DAY = SETTLED + " AND on_day < :day";

    private static final String SPENT = "SELECT COALESCE(SUM(CASE WHEN settled = TRUE THEN used"
            + " WHEN used > estimate THEN used ELSE estimate END), 0) FROM spending WHERE on_day = :day";

    private static final String USED_SO_FAR = "SELECT COALESCE(used, 0) FROM spending" + LATEST;

    /** What may tell of more that has been used than was known. */
    private static final Set<String> TELLING = Set.of(TOLD, SETTLED, ENDED_UNPAID);

    /** But a step that has been sent and has no answer may have been paid: once more is paid once more. */
    private static final String HAS_RESERVED = LATEST + " AND on_day = :day AND step <> :paidStep";

    private static final String RESERVED = "SELECT estimate FROM spending" + HAS_RESERVED;

    private static final String GOES_ON = "UPDATE spending SET step = :paidStep,"
            + " estimate = CAST(:needed AS NUMERIC(18, 4))" + HAS_RESERVED;

    private static final String BEGINS = "INSERT INTO spending (request_id, attempt, on_day, made_for, step, estimate,"
            + " used_before) SELECT CAST(:id AS VARCHAR(128)), COALESCE(MAX(attempt), 0) + 1, CAST(:day AS DATE),"
            + " CAST(:paidStep AS VARCHAR(20)), CAST(:paidStep AS VARCHAR(20)), CAST(:needed AS NUMERIC(18, 4)),"
            + " CAST(:usedBefore AS NUMERIC(18, 4)) FROM spending WHERE request_id = :id";

    /**
     * Why a story is not sent today.
     *
     * @param why what there is left does not suffice, in words
     * @param day the UTC day
     * @param more what it needs of it, in credits, beside what is reserved for it already
     */
    public record Refusal(StoryError why, LocalDate day, BigDecimal more) {

        /** When the next UTC day begins. */
        public Instant until() {
            return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    /**
     * What a call takes of a day: what an earlier step has reserved for it, null for nothing, and what it takes more.
     */
    private record Share(BigDecimal reserved, BigDecimal more) {
    }

    private final Sql sql;
    private final Transactions transactions;
    private final PostponedStories held;
    private final StoryCounts counts;
    private final DueTimes dueTimes;
    private final Clock clock;
    private final Optional<BigDecimal> cap;

    DailyBudget(Sql sql, Transactions transactions, PostponedStories held, StoryCounts counts, DueTimes dueTimes, Clock
            clock, StoryreelSettings settings) {
        this.sql = sql;
        this.transactions = transactions;
        this.held = held;
        this.counts = counts;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.cap = settings.credits().maxPerDay();
    }

    /** What the statements here need to know of a story that is being sent. */
    public static MapSqlParameterSource about(MapSqlParameterSource parameters, Story story) {
        return parameters.addValue("paidStep",
                story.stepProgress() == null ? AUTOMATIC : story.stepProgress().step().wireName())
                // Of the automatic mode a call is a story of the service's own, which begins at nothing.
                .addValue("credits", story.stepProgress() == null ? null : story.usedCredits());
    }

    /**
     * Begins a paid call where the day has room for it; both or none, in the caller's transaction where there is one.
     *
     * @param begin the move to submitting
     * @return false where there is no room, or it was not begun
     */
    public boolean within(Story story, Supplier<Boolean> begin) {
        return cap.isPresent() ? transactions.oneAtATime(LOCK, () -> reserved(story, begin))
                : transactions.inTransaction(() -> reserved(story, begin));
    }

    private boolean reserved(Story story, Supplier<Boolean> begin) {
        // Asked for once: between two looks at the clock may be midnight.
        LocalDate day = today();
        MapSqlParameterSource call = of(story, day);
        Share share = share(story, call);
        if (!fits(share, story, day) || !begin.get()) {
            return false;
        }
        call.addValue("needed", needed(story)).addValue("usedBefore", usedBefore(story));
        if (share.reserved() != null) {
            return sql.changed(GOES_ON, call);
        }
        if (story.stepProgress() != null && story.usedCredits() != null) {
            sql.count(OF_AN_EARLIER_DAY, call);
        }
        return sql.changed(BEGINS, call);
    }

    private static MapSqlParameterSource of(Story story, LocalDate day) {
        return about(Sql.with("id", story.requestId()), story).addValue("day", day);
    }

    /** What an earlier step has reserved may be less than is needed now: a person may have made more scenes since. */
    private Share share(Story story, MapSqlParameterSource call) {
        return (story.stepProgress() == null ? List.<BigDecimal>of() : sql.values(RESERVED, call,
                BigDecimal.class)).stream()
                .map(reserved -> new Share(reserved, needed(story).subtract(reserved).max(BigDecimal.ZERO)))
                .findFirst().orElseGet(() -> new Share(null, needed(story)));
    }

    private boolean fits(Share share, Story story, LocalDate day) {
        if (cap.isEmpty() || share.reserved() != null && share.more().signum() == 0) {
            return true;
        }
        BigDecimal left = leftOf(day);
        return share.more().compareTo(left) <= 0
                && share.more().compareTo(held.leftBehind(story, share.more(), day, left)) <= 0;
    }

    /**
     * Writes down what a move has made of a story's costs, among what else is to be written with it, in the caller's
     * transaction; what is known of them more than before is counted.
     *
     * @param updates these and others
     * @return true
     */
    public boolean told(List<String> updates, MapSqlParameterSource parameters) {
        for (String update : updates) {
            if (TELLING.contains(update) && parameters.getValue("credits") != null) {
                BigDecimal before = sql.values(USED_SO_FAR, parameters, BigDecimal.class).stream().findFirst()
                        .orElse(BigDecimal.ZERO);
                sql.changedValues(update, "used", parameters, (row, number) -> row.getBigDecimal(1))
                        .forEach(used -> counts.used(used.subtract(before)));
            } else {
                sql.count(update, parameters);
            }
        }
        return true;
    }

    /** Why the story is not sent today. Empty where the day has room for it. */
    public Optional<Refusal> refuses(Story story) {
        LocalDate day = today();
        Share share = share(story, of(story, day));
        if (fits(share, story, day)) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(StoryError.of(ErrorCode.BUDGET_EXCEEDED, story.paidStage(),
                words(story, share, day)), day, share.more()));
    }

    private String words(Story story, Share share, LocalDate day) {
        Instant next = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        String estimate = "this story is estimated at " + plain(needed(story))
                + (share.reserved() == null ? "" : ", " + plain(share.more()) + " more than is reserved for it");
        if (needed(story).compareTo(cap.get()) > 0) {
            return estimate + " credits, more than storyreel.credits.max-per-day=" + plain(cap.get())
                    + " allows for a whole day: nothing is sent until that is higher (looked at again at a start and"
                    + " at " + next + ")";
        }
        BigDecimal left = leftOf(day);
        return "of storyreel.credits.max-per-day=" + plain(cap.get()) + " the UTC day " + day + " has " + plain(left)
                + " left" + (share.more().compareTo(left) <= 0 ? ", which stories that came before it wait for" : "")
                + ", and " + estimate + ": nothing is sent, it goes on at " + next
                + ", or before where there is room again or the cap is higher";
    }

    /**
     * Others have cost less than was thought, or the cap has been raised: held stories go on that have room now, the
     * oldest first. Whether they have is decided when they begin.
     */
    public void resume() {
        if (cap.isEmpty()) {
            wake(held.resumeAll());
        } else if (held.isAny()) {
            // What was begun may have used more than was thought, and the cap may have been lowered.
            LocalDate day = today();
            BigDecimal left = leftOf(day);
            wake(left.signum() >= 0 && held.release(day, left));
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
                resume();
            }
            return true;
        } catch (LedgerUnavailable e) {
            return true;
        }
    }

    /**
     * A story that was refused is seen waiting from now on. There may have been room again before it was; mostly there
     * was none, and then the others that wait, which may be thousands, are not gone through.
     */
    public void lookAgain(Refusal refusal) {
        try {
            if (cap.isPresent() && refusal.more().compareTo(leftOf(today())) <= 0) {
                resume();
            }
        } catch (LedgerUnavailable e) {
            // Whoever is next will see to it.
            return;
        }
    }

    private void wake(boolean isDue) {
        dueTimes.at(WorkKind.SUBMIT, isDue ? clock.instant() : null);
    }

    private BigDecimal leftOf(LocalDate day) {
        return cap.get().subtract(spentOn(day));
    }

    /** What counts for this UTC day, in credits: what is used where that is known, else the estimate. */
    public BigDecimal spentToday() {
        return spentOn(today());
    }

    /** The same of another UTC day. */
    BigDecimal spentOn(LocalDate day) {
        return sql.values(SPENT, Sql.with("day", day), BigDecimal.class).get(0);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** All of it at each step: only the videos have a published price, and these are still to come, or come again. */
    private static BigDecimal needed(Story story) {
        return story.estimatedCredits() == null ? BigDecimal.ZERO : story.estimatedCredits();
    }

    private static BigDecimal usedBefore(Story story) {
        return story.stepProgress() == null || story.usedCredits() == null ? BigDecimal.ZERO : story.usedCredits();
    }

    private static String plain(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }
}
