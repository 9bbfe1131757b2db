package io.storyreel.metrics;

import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** Callbacks, by what they told. One whose token is right but whose body is no event (400) is none of these. */
@Startup
@ApplicationScoped
public class CallbackMetrics {

    /** What a callback told. */
    public enum Kind {
        /** For a story that is being made: it is looked at. */
        KNOWN,
        /** Before the answer to our call, or instead of it. */
        EARLY,
        /** Once more, or for a story that is past it. */
        REPEATED,
        /** With the token of a request, and the batch of another one or of none. */
        UNKNOWN,
        /** For nobody's token. */
        BAD_TOKEN
    }

    private final Map<Kind, Counter> kinds = new EnumMap<>(Kind.class);

    CallbackMetrics(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            kinds.put(kind, Counter.builder("storyreel.callbacks").description("Callbacks, by what they told")
                    .tag("kind", Labels.of(kind)).register(registry));
        }
    }

    /** One has come. */
    public void came(Kind kind) {
        kinds.get(kind).increment();
    }
}
