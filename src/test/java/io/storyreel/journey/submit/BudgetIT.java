package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Replicas;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.Payment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cap on credits holds back, and what it lets through. */
class BudgetIT {

    private static final int STORIES = 18;

    private static final long CAP = 120;

    /** What the service takes for a story, and what a request of one scene is estimated at. */
    private static final long PRICE = 10;

    private static final Map<String, String> SETTINGS = Map.of("storyreel.credits.max-per-day", String.valueOf(CAP),
            "storyreel.credits.rates.Auto", "2");

    private static final AppPlan PLAN = AppPlan.usual().with("storyreel.api.max-concurrent", "4")
            .with("storyreel.credits.max-per-day", String.valueOf(CAP)).with("storyreel.credits.rates.Auto", "2")
            .with("storyreel.credits.max-per-request", "25.5")
            .serving(SimulatorOptions.quick().withGenerationTime(Duration.ofSeconds(1)));

    /** With three scenes; with two it fits. */
    private static final Request TOO_DEAR = Request.of("too-dear");

    private final List<Request> requests = IntStream.range(0, STORIES)
            .mapToObj(number -> Request.of("budget-" + number).with("scene_count", 1)).toList();

    @BeforeEach
    void theDayDoesNotEndMeanwhile() {
        LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        assumeThat(Duration.between(Instant.now(), today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()))
                .as("to midnight, UTC").isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void killedInBetweenItNeverSpendsMoreThanTheDaysCapAndAHigherOneLetsTheOthersGo() throws Exception {
        try (AppFixture app = PLAN.open()) {
            isRejectedBeforeAnythingIsPaid(app, TOO_DEAR.with("scene_count", 3));
            for (Request request : requests) {
                app.drop(request);
            }
            for (int paid : List.of(3, 7)) {
                await(paid + " payments").atMost(AppFixture.PATIENCE).until(() -> app.service().payments()
                        .size() >= paid);
                app.product().kill();
                app.product().restart().awaitReady(AppFixture.PATIENCE);
            }

            Map<String, List<Request>> ended = allAtRest(request -> app.product().story(request.id()).orElse(null));
            neverOver(app.service(), ended);
            JsonNode held = app.product().story(ended.get("accepted").get(0).id()).orElseThrow();
            assertThat(held.at("/error/message").asText()).contains("storyreel.credits.max-per-day=" + CAP,
                    LocalDate.now(ZoneOffset.UTC).plusDays(1) + "T00:00:00Z");
            assertThat(held.path("estimated_credits").decimalValue()).isEqualByComparingTo(String.valueOf(PRICE));
            JsonNode credits = summary(app.product()).path("credits");
            assertThat(credits.path("used_today").asLong()).isEqualTo(PRICE * ended.get("delivered").size());
            assertThat(credits.path("used").asLong()).isEqualTo(PRICE * ended.get("delivered").size());
            assertThat(credits.path("estimated_open").asLong())
                    .isEqualTo(PRICE * (STORIES - ended.get("delivered").size()));
            assertThat(summary(app.product()).at("/states/accepted").asInt()).isEqualTo(ended.get("accepted").size());

            app.product().kill();
            app.product().restart(Map.of("storyreel.credits.max-per-day", "100000")).awaitReady(AppFixture.PATIENCE);
            ended.get("accepted").forEach(app::delivered);
            JsonNode result = app.delivered(ended.get("accepted").get(0));
            assertThat(result.path("estimated_credits").asLong()).isEqualTo(PRICE);
            Request fits = TOO_DEAR.with("scene_count", 2);
            app.drop("fits.json", fits.bytes());
            app.delivered(fits);
            assertThat(app.service().payments()).extracting(Payment::idea).doesNotHaveDuplicates();
        }
    }

    @Test
    void twoReplicasOfWhichOneIsKilledNeverSpendMoreThanTheDaysCap() {
        try (Replicas replicas = Replicas.open(SETTINGS)) {
            requests.forEach(replicas::drop);
            await("payments").atMost(AppFixture.PATIENCE).until(() -> replicas.service().payments().size() >= 4);
            replicas.one().kill();
            await("more payments").atMost(AppFixture.PATIENCE).until(() -> replicas.service().payments().size() >= 6);
            replicas.one().restart().awaitReady(AppFixture.PATIENCE);

            Map<String, List<Request>> ended = allAtRest(request -> replicas.two().story(request.id()).orElse(null));

            neverOver(replicas.service(), ended);
        }
    }

    private static void isRejectedBeforeAnythingIsPaid(AppFixture app, Request dear) throws IOException {
        app.drop(dear);

        JsonNode error = app.rejected(dear.fileName());

        assertThat(error.at("/error/code").asText()).isEqualTo("BUDGET_EXCEEDED");
        assertThat(error.at("/error/message").asText()).contains("estimated at 30 credits",
                "storyreel.credits.max-per-request=25.5");
        assertThat(app.product().story(dear.id())).isEmpty();
        assertThat(app.service().payments()).isEmpty();
    }

    /** Waits until every story is delivered, uncertain, or held for the day. */
    private Map<String, List<Request>> allAtRest(Function<Request, JsonNode> story) {
        List<Request> delivered = new ArrayList<>();
        List<Request> uncertain = new ArrayList<>();
        List<Request> held = new ArrayList<>();
        await("an end of all").atMost(AppFixture.PATIENCE).untilAsserted(() -> {
            List.of(delivered, uncertain, held).forEach(List::clear);
            for (Request request : requests) {
                JsonNode now = story.apply(request);
                assertThat(now).as(request.id()).isNotNull();
                switch (now.path("state").asText()) {
                    case "delivered" -> delivered.add(request);
                    case "uncertain" -> uncertain.add(request);
                    case "accepted" -> {
                        assertThat(now.at("/error/code").asText()).as(now.toString()).isEqualTo("BUDGET_EXCEEDED");
                        held.add(request);
                    }
                    default -> assertThat(now.toString()).isEqualTo("at rest");
                }
            }
        });
        return Map.of("delivered", delivered, "uncertain", uncertain, "accepted", held);
    }

    private static void neverOver(StoryApiSimulator service, Map<String, List<Request>> ended) {
        assertThat(service.payments().stream().mapToLong(Payment::credits).sum()).isLessThanOrEqualTo(CAP);
        assertThat(service.payments()).extracting(Payment::idea).doesNotHaveDuplicates();
        // All of it is spent, or may have been.
        assertThat(ended.get("delivered").size() + ended.get("uncertain").size()).isEqualTo((int) (CAP / PRICE));
        assertThat(ended.get("delivered")).isNotEmpty();
        assertThat(ended.get("accepted")).hasSize(STORIES - (int) (CAP / PRICE));
    }

    private static JsonNode summary(ProductProcess product) throws IOException {
        return new ObjectMapper().readTree(product.get(product.url().resolve("/api/summary")).body());
    }
}
