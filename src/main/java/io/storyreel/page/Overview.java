package io.storyreel.page;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.query.LedgerTotals;
import io.storyreel.result.StoryResult;
import io.storyreel.service.StoryApiBreaker;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** The numbers at the top of the page, and what holds stories back. Counted once a second, however many look. */
@ApplicationScoped
@Named("overview")
@Unremovable
public class Overview {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final LedgerTotals sums;
    private final DailyBudget budget;
    private final CreditGate gate;
    private final StoryApiBreaker breaker;
    private final StoryreelSettings.Credits settings;
    private final ObjectMapper json;
    private final Clock clock;

    private final ReentrantLock counting = new ReentrantLock();

    private volatile String last;

    private Instant countedAt = Instant.MIN;

    Overview(LedgerTotals sums, DailyBudget budget, CreditGate gate, StoryApiBreaker breaker,
            StoryreelSettings settings, ObjectMapper json, Clock clock) {
        this.sums = sums;
        this.budget = budget;
        this.gate = gate;
        this.breaker = breaker;
        this.settings = settings.credits();
        this.json = json;
        this.clock = clock;
    }

    /** As JSON. */
    public String overview() {
        // Who comes while it is counted gets what was counted before: a slow ledger is not asked by all at once.
        String known = last;
        if (known == null) {
            counting.lock();
        } else if (!counting.tryLock()) {
            return known;
        }
        try {
            Instant now = clock.instant();
            if (countedAt.isBefore(now.minus(FRESH))) {
                last = counted();
                countedAt = now;
            }
            return last;
        } finally {
            counting.unlock();
        }
    }

    private String counted() {
        ObjectNode overview = json.createObjectNode();
        ObjectNode states = overview.putObject("states");
        for (Map.Entry<StoryState, Long> state : sums.states().entrySet()) {
            states.put(state.getKey().wireName(), state.getValue());
        }
        overview.putObject("today").put("delivered", sums.endedToday(StoryState.DELIVERED))
                .put("failed", sums.endedToday(StoryState.FAILED));
        ObjectNode credits = overview.putObject("credits");
        put(credits, "spent_today", budget.spentToday());
        settings.maxPerDay().ifPresent(most -> put(credits, "max_per_day", most));
        put(credits, "used", sums.used());
        overview.put("oldest_waiting_seconds", sums.oldestWaiting().toSeconds());
        overview.put("credit_gate_closed", gate.isClosed()).put("breaker_open", breaker.isOpen());
        return overview.toString();
    }

    private static void put(ObjectNode credits, String name, BigDecimal amount) {
        credits.put(name, StoryResult.plain(amount));
    }
}
