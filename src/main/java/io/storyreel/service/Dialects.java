package io.storyreel.service;

import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gives the rest of the app the one dialect that is set. */
@ApplicationScoped
public class Dialects {

    /** The dialect of {@code storyreel.api.dialect}; that it is a known one was checked before the start. */
    @Produces
    @Singleton
    Dialect dialect(StoryreelSettings settings) {
        return switch (settings.api().dialect()) {
            case "form" -> new FormDialect();
            default -> throw new IllegalStateException("storyreel.api.dialect is not checked");
        };
    }
}
