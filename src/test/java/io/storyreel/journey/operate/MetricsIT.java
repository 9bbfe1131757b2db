package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Replicas;
import io.storyreel.journey.fixture.Request;
import io.storyreel.journey.fixture.Scrape;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import org.junit.jupiter.api.Test;

/** What monitoring is told is what the ledger, the service and the results tell. */
class MetricsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> CALLS = Set.of("idea-2-video", "images-2-video", "url-2-video", "story",
            "elements", "scenes", "videos", "concat", "get");

    private static final String EVENT = "{\"customer_id\":\"c\",\"batch_id\":\"%s\",\"status\":\"success\"}";

    private static final String FINISHED = "storyreel_stories_finished_total";

    private static final AppPlan PLAN = AppPlan.usual().calledBack(Duration.ofMillis(1_500))
            .serving(SimulatorOptions.quick().withComposeDelay(Duration.ZERO));

    @Test
    void eachNameIsThereAtNothingBeforeTheFirstStory() throws Exception {
        try (AppFixture app = PLAN.open()) {
            Scrape scrape = Scrape.of(app.product());

            assertThat(scrape.values("storyreel_stories", "state")).containsExactlyInAnyOrder("accepted", "submitting",
                    "generating", "delivering", "delivered", "failed", "rejected", "review", "waiting_credit",
                    "uncertain");
            assertThat(scrape.values("storyreel_stage_seconds_count", "stage")).containsExactlyInAnyOrder("submit",
                    "track", "deliver", "report");
            assertThat(scrape.values("storyreel_stage_seconds_bucket", "le")).hasSizeBetween(10, 25).contains("+Inf");
            assertThat(scrape.values("storyreel_api_calls_total", "call")).containsExactlyInAnyOrderElementsOf(CALLS);
            assertThat(scrape.values("storyreel_api_calls_total", "status")).contains("200", "402", "422", "lost",
                    "refused");
            assertThat(scrape.values("storyreel_callbacks_total", "kind")).containsExactlyInAnyOrder("known", "early",
                    "repeated", "unknown", "bad-token");
            assertThat(scrape.values("storyreel_completions_total", "by")).containsExactlyInAnyOrder("callback",
                    "poll");
            assertThat(scrape.value(FINISHED, "status", "delivered", "code", "none")).isZero();
            assertThat(scrape.value(FINISHED, "status", "duplicate", "code", "none")).isZero();
            for (String code : List.of("INVALID_REQUEST", "REQUEST_ID_CONFLICT", "BUDGET_EXCEEDED")) {
                assertThat(scrape.value(FINISHED, "status", "rejected", "code", code)).isZero();
            }
            for (String code : List.of("INVALID_REQUEST", "API_BAD_REQUEST", "API_UNAUTHORIZED", "INSUFFICIENT_CREDIT",
                    "STORY_NOT_FOUND", "API_VALIDATION", "API_UNAVAILABLE", "SUBMISSION_UNCERTAIN", "GENERATION_FAILED",
                    "DEADLINE_EXCEEDED", "VIDEO_URL_REFUSED", "VIDEO_UNAVAILABLE", "VIDEO_INVALID", "STORAGE_FAILED")) {
                assertThat(scrape.value(FINISHED, "status", "failed", "code", code)).isZero();
            }
            for (String name : List.of("storyreel_credits_total", "storyreel_video_bytes_total",
                    "storyreel_oldest_waiting_seconds", "storyreel_credit_gate_closed", "storyreel_breaker_open",
                    "storyreel_stories_held")) {
                assertThat(scrape.value(name)).as(name).isZero();
            }
            assertThat(scrape.value("storyreel_ledger_bytes")).isEqualTo(Files.size(
                    app.product().directory().resolve("data/storyreel.mv.db")));
            assertThat(scrape.names("storyreel_")).allSatisfy(name -> assertThat(scrape.all(name).values()).as(name)
                    .allMatch(value -> value == 0 || name.equals("storyreel_ledger_bytes")));
        }
    }

    @Test
    void aKnownMixIsCountedAsTheLedgerHasIt() throws Exception {
        Request called = Request.of("called");
        Request polled = Request.of("polled", "[sim:no-webhook]");
        Request early = Request.of("early", "[sim:early-webhook]");
        Request doubled = Request.of("doubled", "[sim:double-webhook]");
        Request failed = Request.of("failed", "[sim:fail]");
        Request refused = Request.of("refused", "[sim:422]");
        Request lost = Request.of("lost", "[sim:lost-answer] [sim:no-webhook]");
        Request cut = Request.of("cut", "[sim:video=cutx1]");
        try (AppFixture app = PLAN.open()) {
            for (Request request : List.of(called, polled, early, doubled, failed, refused, lost, cut)) {
                app.drop(request);
            }
            List<JsonNode> delivered = List.of(called, polled, early, doubled, cut).stream().map(app::delivered)
                    .toList();
            app.failed(failed, "GENERATION_FAILED");
            app.failed(refused, "API_VALIDATION");
            app.failed(lost, "SUBMISSION_UNCERTAIN");
            app.drop("again.json", called.bytes());
            app.accepted("again.json");
            app.drop("bad.json", "{\"idea\": 5}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            app.rejected("bad.json");
            app.drop("other.json", Request.of("called", "[sim:422]").bytes());
            app.rejected("other.json");
            URI webhook = URI.create(app.storyOf(called).webhookUrl());
            assertThat(post(app, webhook, "nobody-knows-it")).isEqualTo(200);
            assertThat(post(app, webhook, app.storyOf(called).id())).isEqualTo(200);
            assertThat(post(app, app.product().url().resolve("/webhooks/vimmerse/" + "0".repeat(64)), "x"))
                    .isEqualTo(404);
            assertThat(post(app, app.product().url().resolve("/webhooks/vimmerse/x"), "x")).isEqualTo(404);

            await().atMost(AppFixture.PATIENCE).untilAsserted(() -> matches(app, delivered));
            Scrape scrape = Scrape.of(app.product());
            assertThat(outcomes(scrape)).containsExactlyInAnyOrderEntriesOf(Map.of("delivered none", 5.0,
                    "failed GENERATION_FAILED", 1.0, "failed API_VALIDATION", 1.0, "failed SUBMISSION_UNCERTAIN", 1.0,
                    "duplicate none", 1.0, "rejected INVALID_REQUEST", 1.0, "rejected REQUEST_ID_CONFLICT", 1.0));
            assertThat(scrape.sum("storyreel_completions_total")).isEqualTo(6);
            assertThat(scrape.value("storyreel_completions_total", "by", "poll")).isGreaterThanOrEqualTo(1);
            assertThat(scrape.value("storyreel_completions_total", "by", "callback")).isGreaterThanOrEqualTo(2);
            assertThat(scrape.value("storyreel_callbacks_total", "kind", "unknown")).isEqualTo(1);
            assertThat(scrape.value("storyreel_callbacks_total", "kind", "bad-token")).isEqualTo(2);
            assertThat(scrape.value("storyreel_callbacks_total", "kind", "early")).isGreaterThanOrEqualTo(1);
            assertThat(scrape.value("storyreel_callbacks_total", "kind", "repeated")).isGreaterThanOrEqualTo(2);
            assertThat(scrape.sum("storyreel_callbacks_total")).isEqualTo(4 + app.service().webhooks().size());
            assertThat(scrape.value("storyreel_stage_seconds_count", "stage", "submit")).isEqualTo(6);
            assertThat(scrape.value("storyreel_stage_seconds_count", "stage", "track")).isEqualTo(5);
            assertThat(scrape.value("storyreel_stage_seconds_count", "stage", "deliver")).isEqualTo(5);
            assertThat(scrape.value("storyreel_stage_seconds_count", "stage", "report")).isEqualTo(8);
            callsAreTheServices(app, scrape);
        }
    }

    @Test
    void aServiceThatIsAwayAndAGateThatIsClosedAreTold() throws Exception {
        try (AppFixture app = PLAN.serving(SimulatorOptions.quick().withCredits(0))
                .with("storyreel.api.credit-retry-interval", "1h").open()) {
            Request unpaid = Request.of("unpaid");
            app.drop(unpaid);
            app.awaitState(unpaid, "waiting_credit");

            awaited("the gate", 1, () -> Scrape.of(app.product()).value("storyreel_credit_gate_closed"));
            awaited("who waits", 1, () -> Scrape.of(app.product()).value("storyreel_stories", "state",
                    "waiting_credit"));
            assertThat(Scrape.of(app.product()).value("storyreel_oldest_waiting_seconds")).isPositive();
            assertThat(Scrape.of(app.product()).value("storyreel_api_calls_total", "call", "idea-2-video", "status",
                    "402")).isEqualTo(1);
        }
        try (AppFixture app = PLAN.open()) {
            app.closeService();
            List<Request> many = IntStream.range(0, 25).mapToObj(number -> Request.of("away-" + number)).toList();
            for (Request request : many) {
                app.drop(request);
            }

            awaited("the breaker", 1, () -> Scrape.of(app.product()).value("storyreel_breaker_open"));
            Scrape scrape = Scrape.of(app.product());
            assertThat(scrape.value("storyreel_api_calls_total", "call", "idea-2-video", "status", "refused"))
                    .isGreaterThanOrEqualTo(20);
            assertThat(scrape.value("storyreel_api_calls_total", "call", "idea-2-video", "status", "lost")).isZero();
        }
    }

    @Test
    void noSecretAndNothingOfAStoryIsInALabel() throws Exception {
        try (AppFixture app = PLAN.open()) {
            Request request = Request.of("told-to-nobody");
            app.drop(request);
            app.delivered(request);
            URI webhook = URI.create(app.storyOf(request).webhookUrl());
            post(app, webhook, "nobody-knows-it");

            String text = app.product().get(app.product().managementUrl().resolve("/q/metrics")).body();

            assertThat(text).doesNotContain(request.id()).doesNotContain(app.storyOf(request).id())
                    .doesNotContain(app.service().apiKey())
                    .doesNotContain(webhook.getPath().substring(webhook.getPath().lastIndexOf('/') + 1));
        }
    }

    private static void matches(AppFixture app, List<JsonNode> delivered) throws Exception {
        Scrape scrape = Scrape.of(app.product());
        JsonNode summary = summary(app.product());
        assertThat(summary.path("states").properties()).hasSize(10).allSatisfy(state -> assertThat(scrape.value(
                "storyreel_stories", "state", state.getKey())).isEqualTo(state.getValue().asDouble()));
        assertThat(scrape.value("storyreel_credits_total"))
                .isEqualTo(summary.at("/credits/used").asDouble()).isPositive();
        assertThat(scrape.value("storyreel_video_bytes_total"))
                .isEqualTo(delivered.stream().mapToDouble(result -> result.at("/video/size").asDouble()).sum());
    }

    /** Each call that the service has met, and nothing else. */
    private static void callsAreTheServices(AppFixture app, Scrape scrape) {
        assertThat(scrape.sum("storyreel_api_calls_total", "call", "idea-2-video"))
                .isEqualTo(app.service().calls("POST", "/story/idea-2-video").size());
        assertThat(scrape.sum("storyreel_api_calls_total", "call", "get"))
                .isEqualTo(app.service().calls("GET", "/story/").size());
        assertThat(scrape.value("storyreel_api_calls_total", "call", "idea-2-video", "status", "lost")).isEqualTo(1);
        assertThat(scrape.value("storyreel_api_calls_total", "call", "idea-2-video", "status", "422")).isEqualTo(1);
    }

    private static Map<String, Double> outcomes(Scrape scrape) {
        Map<String, Double> outcomes = new java.util.TreeMap<>();
        scrape.all(FINISHED).forEach((labels, value) -> {
            if (value > 0) {
                outcomes.put(labels.get("status") + " " + labels.get("code"), value);
            }
        });
        return outcomes;
    }

    private static void awaited(String what, double wanted, DoubleSupplier told) {
        await(what).atMost(AppFixture.PATIENCE).untilAsserted(() -> assertThat(told.getAsDouble()).isEqualTo(wanted));
    }

    static JsonNode summary(ProductProcess product) throws Exception {
        return JSON.readTree(product.get(product.url().resolve("/api/summary")).body());
    }

    private static int post(AppFixture app, URI webhook, String batchId) throws Exception {
        return app.product().send(HttpRequest.newBuilder(webhook).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(EVENT.formatted(batchId))).build()).statusCode();
    }

    /** Two processes on one ledger. */
    @Test
    void twoReplicasTogetherCountEachStoryOnce() throws Exception {
        try (Replicas both = Replicas.open(Map.of())) {
            List<String> manners = List.of("", "[sim:fail]", "[sim:double-webhook]", "[sim:no-webhook]",
                    "[sim:422]", "[sim:429x1]");
            List<Request> requests = IntStream.range(0, 36).mapToObj(number -> Request.of("two-" + number,
                    manners.get(number % manners.size()))).toList();
            requests.forEach(both::drop);
            await().atMost(AppFixture.PATIENCE).untilAsserted(() -> assertThat(requests)
                    .allMatch(request -> both.result(request).isPresent()));
            JmsClient client = JmsClient.of(both.broker());
            client.send("storyreel.requests", "no JSON");
            client.send("storyreel.requests", Request.of("two-0").with("title", "another one").json().toString());
            client.send("storyreel.requests", requests.get(0).json().toString());

            await().atMost(AppFixture.PATIENCE).untilAsserted(() -> {
                List<Scrape> scrapes = both.both().stream().map(Scrape::of).toList();
                assertThat(together(scrapes, FINISHED, "status", "delivered")).isEqualTo(24);
                assertThat(together(scrapes, FINISHED, "code", "GENERATION_FAILED")).isEqualTo(6);
                assertThat(together(scrapes, FINISHED, "code", "API_VALIDATION")).isEqualTo(6);
                assertThat(together(scrapes, FINISHED, "code", "INVALID_REQUEST")).isEqualTo(1);
                assertThat(together(scrapes, FINISHED, "code", "REQUEST_ID_CONFLICT")).isEqualTo(1);
                assertThat(together(scrapes, FINISHED, "status", "duplicate")).isEqualTo(1);
                assertThat(together(scrapes, "storyreel_completions_total")).isEqualTo(30);
                assertThat(together(scrapes, "storyreel_stage_seconds_count", "stage", "submit")).isEqualTo(30);
                assertThat(together(scrapes, "storyreel_stage_seconds_count", "stage", "deliver")).isEqualTo(24);
                assertThat(together(scrapes, "storyreel_stage_seconds_count", "stage", "report")).isEqualTo(36);
                assertThat(together(scrapes, "storyreel_credits_total"))
                        .isEqualTo(summary(both.one()).at("/credits/used").asDouble());
                assertThat(scrapes).allSatisfy(scrape -> {
                    assertThat(scrape.value("storyreel_stories", "state", "delivered")).isEqualTo(24);
                    assertThat(scrape.value("storyreel_stories", "state", "failed")).isEqualTo(12);
                    assertThat(scrape.names("storyreel_ledger")).as("no file of its own").isEmpty();
                });
            });
            assertThat(both.both().stream().map(Scrape::of)).as("both have worked")
                    .allMatch(scrape -> scrape.sum("storyreel_stage_seconds_count") > 0);
        }
    }

    private static double together(List<Scrape> scrapes, String name, String... labels) {
        return Stream.of(scrapes).flatMap(List::stream).mapToDouble(scrape -> scrape.sum(name, labels)).sum();
    }
}
