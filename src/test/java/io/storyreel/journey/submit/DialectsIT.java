package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import io.storyreel.sandbox.simulator.call.ServiceDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The present service's dialects from end to end, by services that take no other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DialectsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static AppFixture json;

    private static AppFixture v2;

    @BeforeAll
    static void open() throws Exception {
        // Long enough in the making to be killed there.
        AppPlan plan = AppPlan.usual().calledBack(Duration.ofMillis(300))
                .serving(SimulatorOptions.quick().withGenerationTime(Duration.ofMillis(1_500)));
        json = plan.speaking(ServiceDialect.JSON).open();
        v2 = plan.speaking(ServiceDialect.V2).open();
    }

    @AfterAll
    static void close() {
        json.close();
        v2.close();
    }

    private static AppFixture app(ServiceDialect dialect) {
        return dialect == ServiceDialect.JSON ? json : v2;
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void anIdeaBecomesAVideo(ServiceDialect dialect) throws Exception {
        AppFixture app = app(dialect);
        Request request = Request.of("idea").with("title", "Grüße 🎬").with("scene_count", 2)
                .with("image_tool", "NanoBanana").with("video_tool", "Seedance").with("scene_duration", 10)
                .with("is_transition", true).with("language", "Turkish").with("aspect_ratio", "9:16")
                .with("audio_option", Map.of("native_audio", true)).with("elements", Map.of("objects", List.of()));
        app.drop(request);

        app.delivered(request);

        ReceivedCall call = app.submissions(request).get(0);
        ObjectNode sent = request.json().deepCopy().without(List.of("request_id"));
        assertThat(call.path()).isEqualTo(dialect.prefix() + "/story/idea-2-video");
        assertThat(call.header("Content-Type")).contains("application/json");
        ObjectNode body = (ObjectNode) JSON.readTree(call.json());
        assertThat(body.remove("webhook_url").asText()).contains("/webhooks/vimmerse/");
        assertThat((JsonNode) body).isEqualTo(sent);
        assertThat(app.service().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void aPageBecomesAVideoEvenWhereTheAnswerIsLost(ServiceDialect dialect) throws Exception {
        AppFixture app = app(dialect);
        Request request = Request.of("page", "[sim:lost-answer]").with("url", "https://example.com/tea?a=b&c=d");
        app.drop(request);

        JsonNode result = app.result(request, "delivered");

        // Adopted by its webhook: the service shows the idea that was sent, not the one that was asked for.
        String idea = "https://example.com/tea?a=b&c=d\n" + request.idea();
        app.deliveredBy(result);
        assertThat(app.service().paidCalls(idea)).isEqualTo(1);
        assertThat(app.service().calls("POST", dialect.prefix() + "/story/url-2-video")).hasSize(1);
        assertThat(app.service().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void imagesBecomeAVideoThatConcatComposes(ServiceDialect dialect) throws Exception {
        AppFixture app = app(dialect);
        Request request = Request.of("images", "[sim:no-video-url]")
                .with("image_urls", List.of("https://example.com/b.png", "https://example.com/ü.png"));
        app.drop(request);

        app.delivered(request);

        assertThat(JSON.readTree(app.submissions(request).get(0).json()).path("image_urls"))
                .isEqualTo(request.json().path("image_urls"));
        assertThat(app.calls("POST", request, "/concat")).hasSize(1);
        assertThat(app.service().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void stepByStepWithAReview(ServiceDialect dialect) throws Exception {
        AppFixture app = app(dialect);
        Request request = Request.of("walk").with("mode", "advanced").with("title", "the film")
                .with("review", List.of("storyboard", "scenes")).with("duration", 5)
                .with("audio_option", Map.of("narrator", "Bill"))
                .with("stages", Map.of("scenes", Map.of("audio_option", Map.of("has_bg_music", false))));
        app.drop(request);
        ObjectNode storyboard = app.result(request, "review").path("storyboard").deepCopy();
        ((ObjectNode) storyboard.path("scenes").path(0)).put("narrator", "獅子 & = 🦁");

        app.drop("walk-scenes.json", resume(request, Map.of("scenes", List.of(Map.of("prompt", "p")))));
        assertThat(app.rejected("walk-scenes.json").at("/error/message").asText())
                .contains("/resume/scenes", "the dialect " + dialect.setting());
        app.drop("walk-1.json", resume(request, Map.of("storyboard", storyboard)));
        await(app, request, ApiCall.SCENES);
        app.drop("walk-2.json", resume(request, Map.of()));

        app.delivered(request);
        assertThat(app.paidCalls(request)).containsExactly(ApiCall.STORY, ApiCall.ELEMENTS, ApiCall.SCENES,
                ApiCall.VIDEOS);
        ReceivedCall elements = app.calls("POST", request, "/elements").get(0);
        assertThat(JSON.readTree(elements.field("storyboard").orElseThrow())).isEqualTo(storyboard);
        assertThat(app.calls("POST", request, "/videos").get(0).field("title")).contains("the film");
        assertThat(app.service().violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void whatTheServiceRefusesOrFailsIsTold(ServiceDialect dialect) throws Exception {
        AppFixture app = app(dialect);
        Request failing = Request.of("failing", "[sim:fail]");
        Request refused = Request.of("refused", "[sim:422]");
        Request notKnown = Request.of("not-known").with("duration", 5);
        app.drop(failing);
        app.drop(refused);
        app.drop(notKnown);

        app.failed(failing, "GENERATION_FAILED");
        app.failed(refused, "API_VALIDATION");
        assertThat(app.rejected("not-known.json").at("/error/message").asText())
                .contains("/duration", "the dialect " + dialect.setting(), "form");
    }

    /** After all others: it leaves each app in another dialect. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    @Order(Integer.MAX_VALUE)
    void aStoryUnderWayFinishesInTheDialectItBeganWith(ServiceDialect dialect) throws Exception {
        AppFixture app = app(dialect);
        Request accepted = Request.of("accepted", "[sim:429x1 retry-after=4]");
        Request inReview = Request.of("in-review").with("mode", "advanced").with("review", List.of("storyboard"));
        Request generating = Request.of("generating", "[sim:no-video-url]");
        Request uncertain = Request.of("uncertain", "[sim:503x1 paid] [sim:no-webhook]");
        for (Request request : List.of(inReview, uncertain, accepted)) {
            app.drop(request);
        }
        app.result(inReview, "review");
        app.failed(uncertain, "SUBMISSION_UNCERTAIN");
        app.awaitError(accepted, "API_UNAVAILABLE");
        app.drop(generating);
        app.awaitState(generating, "generating");
        app.product().kill();
        app.product().restart(Map.of("storyreel.api.dialect", "form")).awaitReady(AppFixture.PATIENCE);

        app.drop("resume.json", resume(inReview, Map.of()));
        app.retry(uncertain, app.storyOf(uncertain).id());

        for (Request request : List.of(accepted, inReview, generating, uncertain)) {
            app.delivered(request);
        }
        assertThat(app.service().violations()).isEmpty();
    }

    private static void await(AppFixture app, Request request, ApiCall call) {
        org.awaitility.Awaitility.await(call + " of " + request.id()).atMost(AppFixture.PATIENCE)
                .until(() -> app.paidCalls(request).contains(call)
                        && app.product().story(request.id()).orElseThrow().path("state").asText().equals("review"));
    }

    private static byte[] resume(Request request, Map<String, Object> edits) throws Exception {
        return JSON.writeValueAsBytes(Map.of("request_id", request.id(), "resume", edits));
    }
}
