package io.storyreel.trace;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** Traces as they are set, for all who tell of a story. */
@ApplicationScoped
public class Tracing {

    @Produces
    @Singleton
    StoryTraces traces(Config config) {
        return TraceSettings.isOn(config) ? OtelSetup.open(TraceSettings.of(config)) : new StoryTraces();
    }

    /** After the routes. */
    void close(@Disposes StoryTraces traces) {
        traces.close();
    }
}
