package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;

/** When the balance at the service is spent. */
class CreditIT {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** One call at a time, so that the first 402 is followed by probes only. */
    private static final AppPlan PLAN = AppPlan.usual().with("storyreel.api.max-concurrent", "1")
            .with("storyreel.api.credit-retry-interval", INTERVAL.toMillis() + "ms");

    private static final List<Request> REQUESTS = IntStream.rangeClosed(1, 6)
            .mapToObj(number -> Request.of("story-" + number)).toList();

    @Test
    void theQueueWaitsBehindOneProbeUntilThereIsCredit() throws Exception {
        SimulatorOptions twoStories = SimulatorOptions.quick().withCredits(20);
        try (AppFixture app = PLAN.serving(twoStories).open()) {
            for (Request request : REQUESTS) {
                app.drop(request);
            }
            await("three probes").atMost(AppFixture.PATIENCE).until(() -> submissions(app).size() >= 2 + 1 + 3);

            List<Instant> unpaid = submissions(app).subList(2, 6);
            IntStream.range(1, unpaid.size()).forEach(i -> assertThat(Duration.between(unpaid.get(i - 1),
                    unpaid.get(i))).isGreaterThan(INTERVAL.minusMillis(50)));
            assertThat(statesOf(app)).filteredOn("waiting_credit"::equals).hasSize(1);
            assertThat(statesOf(app)).filteredOn("accepted"::equals).hasSize(3);
            assertThat(app.service().payments()).hasSize(2);

            app.service().topUp(1_000);
            REQUESTS.forEach(app::delivered);
            REQUESTS.forEach(request -> assertThat(app.payments(request)).isEqualTo(1));
        }
    }

    @Test
    void aStoryWithoutCreditFailsWhereThatIsWanted() throws Exception {
        AppPlan plan = PLAN.serving(SimulatorOptions.quick().withCredits(10))
                .with("storyreel.api.on-insufficient-credit", "fail");
        try (AppFixture app = plan.open()) {
            app.drop(REQUESTS.get(0));
            app.delivered(REQUESTS.get(0));
            app.drop(REQUESTS.get(1));

            app.failed(REQUESTS.get(1), "INSUFFICIENT_CREDIT");

            assertThat(app.submissions(REQUESTS.get(1))).hasSize(1);
        }
    }

    private static List<Instant> submissions(AppFixture app) {
        return app.service().calls("POST", "/story/idea-2-video").stream().map(call -> call.receivedAt()).toList();
    }

    private static List<String> statesOf(AppFixture app) {
        return REQUESTS.stream().map(request -> app.product().story(request.id()).orElseThrow()
                .path("state").asText()).toList();
    }
}
