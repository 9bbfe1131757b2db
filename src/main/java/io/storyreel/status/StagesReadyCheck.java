package io.storyreel.status;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a stage stands still though work waits for it, or the inbox is gone; the stage is named. */
@Readiness
@ApplicationScoped
public class StagesReadyCheck implements HealthCheck {

    private final StageMonitor watch;

    StagesReadyCheck(StageMonitor watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> standstills = watch.standstills();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("stages").status(standstills.isEmpty());
        standstills.forEach(answer::withData);
        return answer.build();
    }
}
