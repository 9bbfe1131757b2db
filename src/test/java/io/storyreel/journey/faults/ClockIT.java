package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.journey.fixture.WallClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine's clock that somebody sets: a time server after a wrong start, a virtual machine that was asleep. */
class ClockIT {

    private static final String TOKEN = "the-token-of-this-app";

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void setBackAnHourItDelaysNoStoryThatComesThenAndSetForwardNone() throws Exception {
        WallClock clock = WallClock.in(folder);
        assumeTrue(clock.canBeSet(), "no gcc: the clock of one process cannot be set");
        AppPlan plan = AppPlan.guarded(TOKEN);
        for (Map.Entry<String, String> variable : clock.environment().entrySet()) {
            plan = plan.with(variable.getKey(), variable.getValue());
        }
        try (AppFixture app = plan.open()) {
            delivered(app, "before");

            clock.set(HOUR.negated());
            delivered(app, "an-hour-back");

            clock.set(HOUR);
            delivered(app, "an-hour-ahead");

            clock.set(Duration.ZERO);
            delivered(app, "set-right");
        }
    }

    /** By HTTP: files have the times of the machine's own clock, which nobody sets here. */
    private static void delivered(AppFixture app, String name) throws Exception {
        Request request = Request.of(name);
        assertThat(call(app, "", builder -> builder.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(request.bytes()))).statusCode()).isEqualTo(202);

        await(name + " to be delivered").atMost(AppFixture.PATIENCE).until(() -> call(app, "/" + request.id(),
                HttpRequest.Builder::GET).body().contains("\"state\":\"delivered\""));
    }

    private static HttpResponse<String> call(AppFixture app, String path, UnaryOperator<HttpRequest.Builder> how)
            throws IOException {
        return app.product().send(how.apply(HttpRequest.newBuilder(app.product().url().resolve("/api/stories" + path))
                .header("Authorization", "Bearer " + TOKEN)).build());
    }
}
