package io.storyreel.metrics.gauges;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.storyreel.ledger.database.LedgerFile;
import io.storyreel.service.StoryApiBreaker;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What monitoring is told of the present. What the ledger says is the same for all replicas: of theirs the largest
 * counts, never the sum. Where the ledger is away it is not a number.
 */
@Startup
@ApplicationScoped
public class LedgerGauges {

    private static final String STORIES = "storyreel.stories";

    private static final String STORIES_HELP = "Stories in a state, in the whole ledger";

    private final MeterRegistry registry;

    LedgerGauges(MeterRegistry registry, LedgerSnapshots ledger, StoryApiBreaker breaker, LedgerFile file) {
        this.registry = registry;
        for (StoryState state : StoryState.values()) {
            Gauge.builder(STORIES, ledger, now -> now.latest().in(state)).description(STORIES_HELP)
                    .tag("state", state.wireName()).strongReference(true).register(registry);
        }
        // A state of documents: what is rejected never enters the ledger.
        Gauge.builder(STORIES, () -> 0).description(STORIES_HELP).tag("state", "rejected").register(registry);
        gauge("storyreel.stories.held", "Accepted stories that the day's budget holds back", ledger,
                now -> now.latest().held());
        gauge("storyreel.oldest.waiting.seconds", "How long the first of those that wait for a paid call has waited",
                ledger, now -> now.latest().oldestWaitingSeconds());
        gauge("storyreel.credit.gate.closed", "1 while submissions pause because the service has no credit left",
                ledger, now -> now.latest().gateClosed());
        gauge("storyreel.breaker.open", "1 while calls pause because the service is down", breaker,
                now -> now.isOpen() ? 1 : 0);
        if (file.isThere()) {
            gauge("storyreel.ledger.bytes", "Size of the embedded ledger's file", file,
                    now -> now.size().isPresent() ? now.size().getAsLong() : Double.NaN);
        }
    }

    private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(help).strongReference(true).register(registry);
    }
}
