package io.storyreel.ledger.budget;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.storyreel.ledger.event.StoryCounts;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * What each paid call takes of its UTC day. There is no running total that could go wrong: a day's spending is the sum
 * of what was begun on it, by what that has used in the end, and until then by its estimate, or by what it has used
 * where that is more already.
 *
 * <p>A story of the advanced mode reserves at its first step what all of its steps will cost: what is begun can be
 * finished. Where it goes on on a later day, that day has to have room for it again.
 */
@ApplicationScoped
public class Spending {

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

    private final Sql sql;
    private final StoryCounts counts;

    Spending(Sql sql, StoryCounts counts) {
        this.sql = sql;
        this.counts = counts;
    }

    /** What the statements here need to know of a story that is being sent. */
    public static MapSqlParameterSource about(MapSqlParameterSource parameters, Story story) {
        return parameters.addValue("paidStep",
                story.stepProgress() == null ? AUTOMATIC : story.stepProgress().step().wireName())
                // Of the automatic mode a call is a story of the service's own, which begins at nothing.
                .addValue("credits", story.stepProgress() == null ? null : story.usedCredits());
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

    /** What an earlier step has reserved of that day, in credits; empty for nothing. */
    Optional<BigDecimal> reserved(Story story, LocalDate day) {
        return (story.stepProgress() == null ? List.<BigDecimal>of() : sql.values(RESERVED, of(story, day),
                BigDecimal.class)).stream().findFirst();
    }

    /**
     * Writes down a call that begins, in the caller's transaction.
     *
     * @param isReserved whether an earlier step has reserved something of that day for it
     * @param needed what the whole story is thought to need, in credits
     * @return whether it is written down
     */
    boolean begun(Story story, LocalDate day, boolean isReserved, BigDecimal needed) {
        MapSqlParameterSource call = of(story, day).addValue("needed", needed)
                .addValue("usedBefore", usedBefore(story));
        if (isReserved) {
            return sql.changed(GOES_ON, call);
        }
        if (story.stepProgress() != null && story.usedCredits() != null) {
            sql.count(OF_AN_EARLIER_DAY, call);
        }
        return sql.changed(BEGINS, call);
    }

    /** What counts for that UTC day, in credits: what is used where that is known, else the estimate. */
    BigDecimal on(LocalDate day) {
        return sql.values(SPENT, Sql.with("day", day), BigDecimal.class).get(0);
    }

    private static MapSqlParameterSource of(Story story, LocalDate day) {
        return about(Sql.with("id", story.requestId()), story).addValue("day", day);
    }

    private static BigDecimal usedBefore(Story story) {
        return story.stepProgress() == null || story.usedCredits() == null ? BigDecimal.ZERO : story.usedCredits();
    }
}
