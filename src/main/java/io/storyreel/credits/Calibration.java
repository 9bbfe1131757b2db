package io.storyreel.credits;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.storyreel.ledger.budget.CostHistory;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What stories really use, in parts of what the published rule says: the median of the last {@link #STORIES} of a kind,
 * once there are {@link #LEAST}.
 */
@ApplicationScoped
public class Calibration {

    /** How many stories back it looks. */
    static final int STORIES = 50;

    /** Of fewer the median is chance. */
    static final int LEAST = 5;

    /** Short, because whoever has just seen stories end expects to be told what they have taught. */
    private static final Duration KEPT = Duration.ofMillis(500);

    /** The names of tools are an open set: of so many kinds the answer is kept. */
    private static final int KINDS = 100;

    private record Known(BigDecimal factor, Instant until) {
    }

    private final CostHistory history;
    private final Clock clock;

    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > KINDS;
        }
    };

    Calibration(CostHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /** What the published rule's credits are to be multiplied by; 1 while too little is known. */
    public BigDecimal factor(String kind) {
        Instant now = clock.instant();
        synchronized (known) {
            Known before = known.get(kind);
            if (before != null && now.isBefore(before.until())) {
                return before.factor();
            }
        }
        BigDecimal factor = median(history.ratios(kind, STORIES));
        synchronized (known) {
            known.put(kind, new Known(factor, now.plus(KEPT)));
        }
        return factor;
    }

    private static BigDecimal median(List<BigDecimal> ratios) {
        if (ratios.size() < LEAST) {
            return BigDecimal.ONE;
        }
        List<BigDecimal> sorted = ratios.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle)
                : sorted.get(middle - 1).add(sorted.get(middle)).divide(BigDecimal.valueOf(2));
    }
}
