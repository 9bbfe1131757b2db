package io.storyreel;

import io.quarkus.runtime.StartupEvent;
import io.storyreel.startup.Storyreel;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.apache.camel.quarkus.core.CamelRuntime;

/**
 * Starts the routes in a test that boots the app: Quarkus calls no {@link Storyreel#main} there, which does it else.
 */
@Singleton
class RouteStart {

    /** After everything the app itself does at its start. */
    void afterStart(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event, CamelRuntime runtime) {
        runtime.start();
    }
}
