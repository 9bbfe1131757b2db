package io.storyreel.journey.operate;

import static io.storyreel.journey.fixture.OtlpReceiver.attribute;
import static io.storyreel.journey.fixture.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.OtlpReceiver;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One story is one trace, whatever happens to the process meanwhile; and nothing of a user's is in it. */
class TracesIT {

    private static final String TOKEN = "token-nobody-may-see-4711";

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final String SENDER = "00f067aa0ba902b7";

    private static final OtlpReceiver COLLECTOR = OtlpReceiver.start();

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().calledBack(Duration.ofSeconds(1))
            .serving(SimulatorOptions.quick().withGenerationTime(Duration.ofSeconds(1)))
            .with("storyreel.ui.token", TOKEN).with("storyreel.api.response-timeout", "60s")
            .with("otel.exporter.otlp.endpoint", COLLECTOR.endpoint().toString())
            .with("otel.bsp.schedule.delay", "50").app();

    @AfterAll
    static void closeCollector() {
        COLLECTOR.close();
    }

    @Test
    void aStoryThatIsKilledWhileItIsMadeIsOneTraceFromIntakeToReport() throws Exception {
        Request request = Request.of("traced", "[sim:no-webhook]");
        APP.drop(request);
        awaitLine(request.id() + ": taken by the service");
        COLLECTOR.awaitSpan(request.id(), "intake");
        COLLECTOR.awaitSpan(request.id(), "submit");
        APP.product().kill();
        APP.product().restart().awaitReady(AppFixture.PATIENCE);
        String storyId = APP.storyOf(request).id();
        assertThat(APP.service().sendWebhook(storyId, "success").answer()).isEqualTo(200);
        APP.delivered(request);
        COLLECTOR.awaitSpan(request.id(), "report");
        COLLECTOR.awaitSpan(request.id(), "callback");

        List<Span> spans = COLLECTOR.spansOf(request.id());

        assertThat(spans).extracting(Span::getTraceId).as(spans.toString()).containsOnly(spans.get(0).getTraceId());
        assertThat(spans).extracting(Span::getName).contains("intake", "submit", "POST /story/idea-2-video", "callback",
                "track", "GET /story/{story_id}", "deliver", "report");
        Span intake = spans.get(0);
        assertThat(intake.getName()).isEqualTo("intake");
        assertThat(intake.getParentSpanId()).isEmpty();
        Set<String> stages = Set.of("submit", "track", "callback", "deliver", "report");
        assertThat(spans.stream().filter(span -> stages.contains(span.getName())))
                .allMatch(span -> span.getParentSpanId().equals(intake.getSpanId()));
        assertThat(spans.stream().filter(span -> span.getKind() == SpanKind.SPAN_KIND_CLIENT))
                .isNotEmpty().allSatisfy(call -> assertThat(spans).anySatisfy(stage -> {
                    assertThat(stage.getSpanId()).isEqualTo(call.getParentSpanId());
                    assertThat(stage.getName()).isIn(stages);
                }));
        assertThat(only(spans, "POST /story/idea-2-video")).satisfies(call -> {
            assertThat(attribute(call, "http.response.status_code")).isEqualTo("200");
            assertThat(attribute(call, "http.request.method")).isEqualTo("POST");
        });
        assertThat(attribute(only(spans, "submit"), "state")).isEqualTo("generating");
        assertThat(attribute(only(spans, "submit"), "story_id")).isEqualTo(storyId);
        assertThat(attribute(only(spans, "deliver"), "state")).isEqualTo("delivered");
        assertThat(only(spans, "deliver").getEventsList()).extracting(Span.Event::getName)
                .containsExactly("story.delivered");
        assertThat(attribute(only(spans, "report"), "story_id")).isEqualTo(storyId);
        assertThat(COLLECTOR.paths()).containsOnly("/v1/traces");
        assertThat(COLLECTOR.text()).contains("service.name", "storyreel");
    }

    @Test
    void aPostedStoryBelongsToTheTraceOfItsSender() throws Exception {
        Request request = Request.of("posted-traced");

        assertThat(post(request, "00-" + TRACE + "-" + SENDER + "-01", "vendor=a").statusCode()).isEqualTo(202);

        Span report = COLLECTOR.awaitSpan(request.id(), "report");
        assertThat(COLLECTOR.spansOf(request.id())).extracting(span -> hex(span.getTraceId())).containsOnly(TRACE);
        assertThat(COLLECTOR.awaitSpan(request.id(), "intake")).satisfies(intake -> {
            assertThat(hex(intake.getParentSpanId())).isEqualTo(SENDER);
            assertThat(intake.getTraceState()).isEqualTo("vendor=a");
            assertThat(report.getParentSpanId()).isEqualTo(intake.getSpanId());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00-" + TRACE + "-0000000000000000-01", "00-" + TRACE + "-" + SENDER,
        "ff-" + TRACE + "-" + SENDER + "-01", "00-" + TRACE + "-" + SENDER + "-01-more"})
    void aMalformedTraceIsIgnored(String traceparent) throws Exception {
        Request request = Request.of("malformed-" + Math.abs(traceparent.hashCode()));

        assertThat(post(request, traceparent, "\u0007").statusCode()).isEqualTo(202);

        assertThat(hex(COLLECTOR.awaitSpan(request.id(), "report").getTraceId())).hasSize(32).isNotEqualTo(TRACE);
        assertThat(COLLECTOR.awaitSpan(request.id(), "intake").getParentSpanId()).isEmpty();
    }

    @Test
    void aSenderThatDoesNotRecordItsTraceHasNoneOfOurs() throws Exception {
        Request request = Request.of("not-sampled");
        Request next = Request.of("sampled-after-it");

        assertThat(post(request, "00-" + TRACE + "-" + SENDER + "-00", null).statusCode()).isEqualTo(202);
        awaitLine(request.id() + ": delivered reported");
        APP.drop(next);
        COLLECTOR.awaitSpan(next.id(), "report");

        assertThat(COLLECTOR.spansOf(request.id())).isEmpty();
    }

    @Test
    void theRequestsOfASheetHaveTracesOfTheirOwn() throws Exception {
        APP.drop("sheet.csv", "request_id,idea\nrow-1,A tale in a row\nrow-2,Another tale in a row\n"
                .getBytes(StandardCharsets.UTF_8));

        for (String id : List.of("row-1", "row-2")) {
            Span report = COLLECTOR.awaitSpan(id, "report");
            Span intake = COLLECTOR.awaitSpan(id, "intake");
            assertThat(report.getTraceId()).isEqualTo(intake.getTraceId());
            assertThat(report.getParentSpanId()).isEqualTo(intake.getSpanId());
        }
        assertThat(COLLECTOR.spansOf("row-1").get(0).getTraceId())
                .isNotEqualTo(COLLECTOR.spansOf("row-2").get(0).getTraceId());
    }

    @Test
    void faultsAreTold() throws Exception {
        Request refused = Request.of("traced-refused", "[sim:422]");
        APP.drop(refused);
        APP.failed(refused, "API_VALIDATION");

        Span call = COLLECTOR.awaitSpan(refused.id(), "POST /story/idea-2-video");
        Span submit = COLLECTOR.awaitSpan(refused.id(), "submit");

        assertThat(call.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(call, "http.response.status_code")).isEqualTo("422");
        assertThat(submit.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(attribute(submit, "state")).isEqualTo("failed");
        assertThat(attribute(submit, "error.type")).isEqualTo("story.failed");
    }

    @Test
    void noUserTextSecretAddressOrTokenIsInATraceAndNothingOfItGoesToTheService() throws Exception {
        Request request = Request.of("secretive").with("title", "Title-of-mine");
        Request lost = Request.of("secretive-lost", "[sim:500 echo-key]");
        APP.drop(lost);
        assertThat(post(request, "00-" + TRACE + "-" + SENDER + "-01", null).statusCode()).isEqualTo(202);
        COLLECTOR.awaitSpan(request.id(), "report");
        COLLECTOR.awaitSpan(lost.id(), "submit");

        List<ReceivedCall> calls = APP.submissions(request);
        String webhook = calls.get(0).field("webhook_url").orElseThrow();
        String told = COLLECTOR.text();
        assertThat(webhook).contains("/webhooks/vimmerse/");
        assertThat(told).contains("secretive").doesNotContain("The tale of", "Title-of-mine", TOKEN,
                APP.service().apiKey(), webhook.substring(webhook.lastIndexOf('/') + 1), "/webhooks/",
                SandboxSettings.callingBack(0).get("storyreel.webhook.secret"), "/media/", ".mp4", "http://");
        assertThat(calls).allSatisfy(call -> assertThat(call.headers().keySet().stream()
                .map(String::toLowerCase).collect(Collectors.toSet())).doesNotContain("traceparent", "tracestate"));
    }

    @Test
    void whereSpansDoNotArriveStoriesGoOnAndTheLogHasALine() throws Exception {
        OtlpReceiver other = OtlpReceiver.start();
        int port = other.port();
        other.close();
        try (AppFixture app = AppPlan.usual().with("storyreel.api.response-timeout", "60s")
                .with("otel.exporter.otlp.traces.endpoint", "http://127.0.0.1:" + port + "/v1/traces")
                .with("otel.exporter.otlp.headers", "api-key=key-of-traces-4711")
                .with("otel.bsp.schedule.delay", "50").with("otel.exporter.otlp.timeout", "500").open()) {
            Request request = Request.of("untold");
            app.drop(request);
            app.delivered(request);
            await().atMost(AppFixture.PATIENCE).until(() -> app.product().log().contains("spans do not arrive"));
            try (OtlpReceiver back = OtlpReceiver.start(port)) {
                Request next = Request.of("told-again");
                app.drop(next);
                back.awaitSpan(next.id(), "report");
                await().atMost(AppFixture.PATIENCE).until(() -> app.product().log().contains("spans arrive at"));
            }
            assertThat(app.product().stop()).isZero();
            assertThat(app.product().log()).containsOnlyOnce("spans do not arrive").doesNotContain("\tat ",
                    "key-of-traces-4711");
        }
    }

    @Test
    void whereTracesAreOffNothingOfOpenTelemetryIsLoaded() throws Exception {
        List<String> arguments = Stream.concat(AppPlan.heapOf("-Xmx96m").stream(),
                Stream.of("-Xlog:class+load:file=classes.txt")).toList();
        try (AppFixture app = AppPlan.usual(arguments).with("storyreel.api.response-timeout", "60s").open()) {
            Request request = Request.of("untraced");
            app.drop(request);
            app.delivered(request);

            assertThat(Files.readString(app.product().directory().resolve("classes.txt")))
                    .contains("io.storyreel.trace.StoryTraces").doesNotContain(" io.opentelemetry.");
        }
    }

    private static void awaitLine(String words) {
        await(words).atMost(AppFixture.PATIENCE).until(() -> APP.product().log().contains(words));
    }

    private static Span only(List<Span> spans, String name) {
        List<Span> named = spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(named).as(name).hasSize(1);
        return named.get(0);
    }

    private static HttpResponse<String> post(Request request, String traceparent, String tracestate) throws Exception {
        HttpRequest.Builder call = HttpRequest.newBuilder(APP.product().url().resolve("/api/stories"))
                .header("Authorization", "Bearer " + TOKEN).header("Content-Type", "application/json")
                .header("traceparent", traceparent)
                .POST(BodyPublishers.ofString(new ObjectMapper().writeValueAsString(request.json())));
        if (tracestate != null && tracestate.chars().allMatch(c -> c >= ' ')) {
            call.header("tracestate", tracestate);
        }
        return APP.product().send(call.build());
    }
}
