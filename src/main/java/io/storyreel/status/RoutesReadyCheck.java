package io.storyreel.status;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.CamelContext;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once every route has started: before, a file in the inbox or a callback would not be met. */
@Readiness
@ApplicationScoped
public class RoutesReadyCheck implements HealthCheck {

    private final CamelContext camel;

    RoutesReadyCheck(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("routes").status(camel.isStarted()).build();
    }
}
