package io.storyreel.status;

import java.math.BigDecimal;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.ledger.query.LedgerTotals;
import io.storyreel.result.StoryResult;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** All stories in a few numbers, out of the ledger. */
@ApplicationScoped
@Named("summaryService")
@Unremovable
public class SummaryService {

    private final LedgerTotals sums;
    private final ObjectMapper json;

    SummaryService(LedgerTotals sums, ObjectMapper json) {
        this.sums = sums;
        this.json = json;
    }

    /** How many are in each state, what they have cost and will, and how long the first in line has waited. */
    public String summary() {
        ObjectNode summary = json.createObjectNode();
        ObjectNode states = summary.putObject("states");
        for (Map.Entry<StoryState, Long> state : sums.states().entrySet()) {
            states.put(state.getKey().wireName(), state.getValue());
        }
        // A state of documents: what is rejected never enters the ledger.
        states.put("rejected", 0);
        ObjectNode credits = summary.putObject("credits");
        put(credits, "used_today", sums.usedToday());
        put(credits, "used", sums.used());
        put(credits, "estimated_open", sums.estimatedOpen());
        summary.put("oldest_waiting_seconds", sums.oldestWaiting().toSeconds());
        return summary.toString();
    }

    private static void put(ObjectNode credits, String name, BigDecimal amount) {
        credits.put(name, StoryResult.plain(amount));
    }
}
