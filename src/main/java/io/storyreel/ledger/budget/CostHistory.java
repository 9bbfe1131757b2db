package io.storyreel.ledger.budget;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Estimate;
import jakarta.enterprise.context.ApplicationScoped;

/** What stories have really cost. */
@ApplicationScoped
public class CostHistory {

    /**
     * Only whole ones: what the service failed at was paid for in part. A video that only we could not get or store has
     * been paid for in full. Where the service says 0 it has not counted yet, or gave it away: no price to learn.
     * The order is the index's.
     */
    private static final String RATIOS = "SELECT used_credits / rule_credits FROM story WHERE priced_as = :kind"
            + " AND finished_at <= :now AND state IN ('delivered', 'failed') AND video_url IS NOT NULL"
            + " AND (error_code IS NULL OR error_code <> 'GENERATION_FAILED') AND used_credits > 0"
            + " AND rule_credits > 0"
            + " ORDER BY priced_as, finished_at DESC LIMIT :most";

    private final Sql sql;
    private final Clock clock;

    CostHistory(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /**
     * How much the last ended stories of a kind whose video was made have used, in parts of what the published rule
     * said; the last one first.
     *
     * @param kind as {@link Estimate#pricedAs} names it
     */
    public List<BigDecimal> ratios(String kind, int most) {
        return sql.values(RATIOS, Sql.with("kind", Estimate.kind(kind)).addValue("now", Sql.utc(clock.instant()))
                .addValue("most", most), BigDecimal.class);
    }
}
