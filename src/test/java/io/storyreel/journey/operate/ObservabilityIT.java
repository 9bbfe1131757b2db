package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.LocalPrometheus;
import io.storyreel.journey.fixture.Replicas;
import io.storyreel.journey.fixture.Request;
import io.storyreel.k8s.AlertRules;
import io.storyreel.k8s.Dashboard;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The alerts and the dashboard that are deployed, evaluated by a real Prometheus that scrapes the packaged app. */
@EnabledIf(value = "io.storyreel.journey.fixture.LocalPrometheus#isThere", disabledReason = LocalPrometheus.MISSING)
class ObservabilityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What half an hour is there. The others are only reached by thousands of stories. */
    private static final Map<String, String> SOON = Map.of("> 1800", "> 15");

    private static final Map<String, String> SMALL = Map.of("> 1e9", "> 1e3", "> 1e5 *", "> 1e1 *");

    private static final AppPlan PLAN = AppPlan.usual().calledBack(Duration.ofMillis(400));

    @Test
    void storiesThatGoWrongAreToldAndEachQueryOfTheDashboardHasAnAnswer() throws Exception {
        try (AppFixture app = PLAN.serving(SimulatorOptions.quick().withCredits(300)).open();
                LocalPrometheus prometheus = LocalPrometheus.watching(AlertRules.deployed().atOnce(SOON).text(),
                        app.product())) {
            Request well = Request.of("well");
            app.drop(well);
            app.delivered(well);
            await("the scrape of a delivered story").atMost(PATIENCE).until(() -> !prometheus.query(
                    "storyreel_stories{state=\"delivered\"} == 1").isEmpty());
            // At once is too soon for one that asks for a quarter of an hour: it may have seen the story on its way.
            await("nothing to tell").atMost(PATIENCE).until(() -> prometheus.firing().isEmpty());

            drop(app, "lost", "[sim:lost-answer] [sim:no-webhook]", 1);
            fires(prometheus, "StoryreelUncertain");
            drop(app, "no-key", "[sim:401]", 1);
            fires(prometheus, "StoryreelKeyRefused");
            drop(app, "refused", "[sim:422]", 7);
            fires(prometheus, "StoryreelManyFailures");
            drop(app, "elsewhere", "[sim:video=wrong-host]", 1);
            fires(prometheus, "StoryreelDeliveryFailing");
            drop(app, "polled", "[sim:no-webhook]", 8);
            fires(prometheus, "StoryreelWebhooksLost");
            drop(app, "not-now", "[sim:429x9 retry-after=600]", 1);
            fires(prometheus, "StoryreelOldestWaiting");

            answersAll(prometheus);

            drop(app, "unpaid", "", 40);
            fires(prometheus, "StoryreelOutOfCredit");
            await("the other alert").atMost(PATIENCE).until(() -> !prometheus.firing()
                    .contains("StoryreelOldestWaiting"));
        }
    }

    @Test
    void whatStandsStillIsToldAndThatNobodyIsThereAnyMore() throws Exception {
        Map<String, String> bounds = new LinkedHashMap<>(SMALL);
        try (AppFixture app = PLAN.with("storyreel.credits.max-per-day", "15").with("storyreel.credits.rates.Auto", "2")
                .serving(SimulatorOptions.quick().withGenerationTime(Duration.ofHours(1))).open();
                LocalPrometheus prometheus = LocalPrometheus.watching(AlertRules.deployed().atOnce(bounds).text(),
                        app.product())) {
            Request first = Request.of("first").with("scene_count", 1);
            app.drop(first);
            app.awaitState(first, "generating");
            fires(prometheus, "StoryreelStoriesStuck");
            fires(prometheus, "StoryreelLedgerGrowing");
            assertThat(prometheus.firing()).doesNotContain("StoryreelBudgetReached", "StoryreelBreakerOpen");

            app.drop(Request.of("second").with("scene_count", 1));
            fires(prometheus, "StoryreelBudgetReached");
            app.closeService();
            fires(prometheus, "StoryreelBreakerOpen");
            assertThat(prometheus.firing()).doesNotContain("StoryreelDown");

            app.product().kill();
            fires(prometheus, "StoryreelDown");
        }
    }

    @Test
    void aVideoThatIsNotStoredIsToldBeforeItFails() throws Exception {
        try (AppFixture app = PLAN.open();
                LocalPrometheus prometheus = LocalPrometheus.watching(AlertRules.deployed().atOnce(SOON).text(),
                        app.product())) {
            app.closeStore();
            Request request = Request.of("nowhere");
            app.drop(request);
            app.awaitState(request, "delivering");

            fires(prometheus, "StoryreelDeliveryFailing");
        }
    }

    @Test
    void aResultThatCannotBeHandedOutIsTold() throws Exception {
        try (AppFixture app = PLAN.open();
                LocalPrometheus prometheus = LocalPrometheus.watching(AlertRules.deployed().atOnce(SOON).text(),
                        app.product())) {
            // Nobody can make a folder, nor a file within, where a file is.
            Files.deleteIfExists(app.outbox());
            Files.writeString(app.outbox(), "in the way");
            Request request = Request.of("nobody-hears-of-it");
            app.drop(request);
            app.awaitState(request, "delivered");

            fires(prometheus, "StoryreelResultsStuck");
        }
    }

    @Test
    void aLedgerThatIsAwayIsToldByEachReplica() throws Exception {
        try (Replicas both = Replicas.open(Map.of());
                LocalPrometheus prometheus = LocalPrometheus.watching(AlertRules.deployed().atOnce(SOON).text(),
                        both.one(), both.two())) {
            await("both").atMost(PATIENCE).until(() -> prometheus.query("storyreel_oldest_waiting_seconds == 0")
                    .size() == 2);
            assertThat(prometheus.firing()).isEmpty();

            both.database().goAway();

            fires(prometheus, "StoryreelLedgerAway");
            both.database().comeBack();
            await("the end of it").atMost(PATIENCE).until(() -> prometheus.firing().isEmpty());
        }
    }

    private static void answersAll(LocalPrometheus prometheus) {
        assertThat(Dashboard.deployed().queries()).hasSizeGreaterThan(15).allSatisfy(query -> {
            JsonNode samples = prometheus.query(query);
            assertThat(samples).as(query).isNotEmpty();
            assertThat(samples).as(query).anySatisfy(sample -> assertThat(sample.at("/value/1").asText())
                    .isNotEqualTo("NaN"));
        });
    }

    private static void drop(AppFixture app, String name, String manner, int many) {
        IntStream.range(0, many).mapToObj(number -> Request.of(name + "-" + number, manner)).forEach(request -> {
            try {
                app.drop(request);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static void fires(LocalPrometheus prometheus, String alert) {
        await(alert).atMost(PATIENCE).until(() -> prometheus.firing().contains(alert));
    }
}
