package io.storyreel.journey.submit;

import static io.storyreel.sandbox.simulator.call.ApiCall.ELEMENTS;
import static io.storyreel.sandbox.simulator.call.ApiCall.SCENES;
import static io.storyreel.sandbox.simulator.call.ApiCall.STORY;
import static io.storyreel.sandbox.simulator.call.ApiCall.VIDEOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.FormField;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The advanced mode, step by step: each paid for once, whatever happens in between. */
@Execution(ExecutionMode.CONCURRENT)
class AdvancedModeIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<ApiCall> ALL_STEPS = List.of(STORY, ELEMENTS, SCENES, VIDEOS);

    /** No answer of /videos is given up before a test has killed the app. */
    private static final AppPlan PLAN = AppPlan.usual().calledBack(Duration.ofMillis(300))
            .with("storyreel.api.response-timeout", "60s");

    @RegisterExtension
    static final AppFixture APP = PLAN.app();

    @Test
    void theCallsAreMadeInTheirOrderEachWithItsOwnFields() throws Exception {
        Request request = advanced("in-order").with("title", "Lantern").with("scene_count", 2)
                .with("language", "German").with("aspect_ratio", "16:9").with("narrator", "Bill").with("duration", 5)
                .with("stages", Map.of("elements", Map.of("option", "Seedream", "seed", 7),
                        "scenes", Map.of("seed", 8, "aspect_ratio", "1:1"),
                        "videos", Map.of("title", "Lantern, the film", "is_transition", true)));
        APP.drop(request);

        JsonNode result = APP.delivered(request);

        String webhook = APP.storyOf(request).webhookUrl();
        assertThat(webhook).contains("/webhooks/vimmerse/");
        assertThat(steps(request)).isEqualTo(ALL_STEPS);
        assertThat(fields(request, STORY)).isEqualTo(Map.of("idea", request.idea(), "title", "Lantern",
                "scene_count", "2", "language", "German"));
        assertThat(fields(request, ELEMENTS)).isEqualTo(Map.of("aspect_ratio", "16:9", "option", "Seedream",
                "seed", "7"));
        assertThat(fields(request, SCENES)).isEqualTo(Map.of("aspect_ratio", "1:1", "seed", "8", "narrator", "Bill"));
        assertThat(fields(request, VIDEOS)).isEqualTo(Map.of("title", "Lantern, the film", "is_transition", "true",
                "duration", "5", "webhook_url", webhook));
        assertThat(APP.paidCalls(request)).isEqualTo(ALL_STEPS);
        assertThat(result.path("used_credits").asInt()).isEqualTo(40);
        assertThat(result.path("story_id").asText()).isEqualTo(APP.storyOf(request).id());
    }

    @Test
    void elementsAreLeftOutWhereTheRequestSaysSo() throws Exception {
        Request request = advanced("no-elements").with("stages", Map.of("elements", false));
        APP.drop(request);

        APP.delivered(request);

        assertThat(steps(request)).containsExactly(STORY, SCENES, VIDEOS);
    }

    @Test
    void elementsAreLeftOutWhereTheRequestBringsImages() throws Exception {
        List<String> images = List.of("https://example.com/a.png", "https://example.com/b.png");
        Request request = advanced("images").with("image_urls", images)
                .with("stages", Map.of("elements", Map.of("seed", 1)));
        APP.drop(request);

        APP.delivered(request);

        assertThat(steps(request)).containsExactly(STORY, SCENES, VIDEOS);
        assertThat(call(request, STORY).all("image_urls")).isEqualTo(images);
    }

    @Test
    void aStoryOfTheServiceIsContinued() throws Exception {
        Request first = advanced("first-part").with("review", List.of("storyboard"));
        APP.drop(first);
        String storyId = APP.result(first, "review").path("story_id").asText();
        Request second = new Request(first.json().deepCopy().without(List.of("idea", "review")))
                .with("request_id", "second-part").with("story_id", storyId).with("title", "Part two");
        APP.drop(second);

        assertThat(APP.delivered(second).path("story_id").asText()).isEqualTo(storyId);

        ReceivedCall continued = APP.service().calls("POST", "/story").stream()
                .filter(call -> call.field("story_id").filter(storyId::equals).isPresent()).findFirst().orElseThrow();
        assertThat(names(continued)).isEqualTo(Map.of("story_id", storyId, "title", "Part two"));
        assertThat(APP.paidCalls(first)).containsExactly(STORY, STORY, ELEMENTS, SCENES, VIDEOS);
    }

    @Test
    void aStoryThatTheServiceDoesNotKnowIsNotContinued() throws Exception {
        Request request = advanced("of-nobody").with("story_id", "nobody-knows-it");
        APP.drop(request);

        assertThat(APP.failed(request, "STORY_NOT_FOUND").path("error").path("stage").asText())
                .isEqualTo("storyboard");
    }

    @Test
    void aPersonLooksAtTheStoryboardAndAtTheScenesAndWhatIsChangedArrives() throws Exception {
        Request request = advanced("reviewed").with("review", List.of("storyboard", "scenes"));
        APP.drop(request);
        JsonNode review = APP.result(request, "review");
        ObjectNode storyboard = review.path("storyboard").deepCopy();
        assertThat(storyboard).isEqualTo(storyboardFile(request)).isEqualTo(shown(request).path("storyboard"));
        APP.awaitState(request, "review");
        assertThat(steps(request)).containsExactly(STORY);

        ((ObjectNode) storyboard.path("scenes").path(0)).put("narrator", "Es war einmal \"ein Löwe\", 獅子 🦁")
                .put("seconds", 1.50);
        APP.drop("reviewed-1.json", resume(request, Map.of("storyboard", storyboard)));
        await("the second review").atMost(AppFixture.PATIENCE).until(() -> isDrawn(storyboardFile(request)));

        assertThat(fields(request, ELEMENTS).keySet()).containsExactly("storyboard");
        assertThat(JSON.readTree(fields(request, ELEMENTS).get("storyboard"))).isEqualTo(storyboard);
        assertThat(fields(request, SCENES)).isEmpty();
        assertThat(steps(request)).containsExactly(STORY, ELEMENTS, SCENES);
        assertThat(storyboardFile(request).path("scenes").path(0).path("narrator").asText()).contains("獅子 🦁");

        List<Map<String, String>> scenes = List.of(Map.of("prompt", "Only this one"));
        APP.drop("reviewed-2.json", resume(request, Map.of("scenes", scenes)));
        APP.delivered(request);

        assertThat(fields(request, VIDEOS).keySet()).containsExactlyInAnyOrder("scenes", "webhook_url");
        assertThat(JSON.readTree(fields(request, VIDEOS).get("scenes"))).isEqualTo(JSON.valueToTree(scenes));
        assertThat(APP.paidCalls(request)).isEqualTo(ALL_STEPS);
        APP.drop("reviewed-3.json", resume(request, Map.of()));
        assertThat(APP.rejected("reviewed-3.json").path("error").path("code").asText())
                .isEqualTo("INVALID_REQUEST");
        assertThat(APP.result(request).path("status").asText()).isEqualTo("delivered");
    }

    @Test
    void withoutAChangeAReviewSendsNothingOfTheStoryboard() throws Exception {
        Request request = advanced("nodded").with("review", List.of("storyboard"))
                .with("stages", Map.of("elements", false));
        APP.drop(request);
        APP.result(request, "review");

        APP.drop("nodded-resume.json", resume(request, Map.of()));

        APP.delivered(request);
        assertThat(fields(request, SCENES)).isEmpty();
        assertThat(APP.accepted("nodded-resume.json")).exists();
    }

    @Test
    void aStoryThatIsNotInReviewIsNotResumed() throws Exception {
        Request automatic = Request.of("not-reviewed");
        APP.drop(automatic);
        APP.delivered(automatic);

        APP.drop("resume-automatic.json", resume(automatic, Map.of()));
        APP.drop("resume-unknown.json", resume(Request.of("never-heard-of"), Map.of()));

        for (String file : List.of("resume-automatic.json", "resume-unknown.json")) {
            assertThat(APP.rejected(file).path("error").path("code").asText()).isEqualTo("INVALID_REQUEST");
        }
        assertThat(APP.product().story("never-heard-of")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = ApiCall.class, names = {"STORY", "ELEMENTS", "SCENES", "VIDEOS"})
    void aStepWhoseAnswerWasLostIsUncertainAndAfterARetryTakenAsDone(ApiCall step) throws Exception {
        Request request = advanced("lost-" + name(step), "[sim:lost-answerx1@" + name(step) + "]", "[sim:no-webhook]");
        APP.drop(request);
        assertThat(APP.failed(request, "SUBMISSION_UNCERTAIN").path("error").path("stage").asText())
                .isEqualTo(stage(step));
        APP.awaitState(request, "uncertain");
        assertThat(steps(request)).isEqualTo(ALL_STEPS.subList(0, ALL_STEPS.indexOf(step) + 1));

        assertThat(APP.retry(request).statusCode()).isEqualTo(202);

        APP.delivered(request);
        assertThat(APP.paidCalls(request)).isEqualTo(paidOnceBut(step));
        assertThat(steps(request)).isEqualTo(paidOnceBut(step));
    }

    @ParameterizedTest
    @CsvSource({"503x1, ELEMENTS", "reset-beforex1, SCENES", "500x1, VIDEOS"})
    void aStepThatWasNotDoneIsPaidForAfterARetry(String fault, ApiCall step) throws Exception {
        Request request = advanced("undone-" + name(step), "[sim:" + fault + "@" + name(step) + "]");
        APP.drop(request);
        assertThat(APP.failed(request, "SUBMISSION_UNCERTAIN").path("error").path("stage").asText())
                .isEqualTo(stage(step));

        APP.retry(request);

        APP.delivered(request);
        assertThat(APP.paidCalls(request)).isEqualTo(ALL_STEPS);
        assertThat(calls(request, step)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500x1 paid", "garbagex1", "no-storyx1"})
    void anAnswerWithoutAStoryIsALostOne(String fault) throws Exception {
        String marker = fault.contains(" ") ? fault.replace(" ", "@scenes ") : fault + "@scenes";
        Request request = advanced("odd-" + fault.replace(' ', '-'), "[sim:" + marker + "]");
        APP.drop(request);
        assertThat(APP.failed(request, "SUBMISSION_UNCERTAIN").path("error").path("stage").asText())
                .isEqualTo("scenes");

        APP.retry(request);

        APP.delivered(request);
        assertThat(APP.paidCalls(request)).isEqualTo(ALL_STEPS);
    }

    @Test
    void aLostAnswerOfTheVideosIsFoundByTheirWebhook() throws Exception {
        Request request = advanced("called", "[sim:lost-answer@videos]", "[sim:late-webhook ms=1000]");
        APP.drop(request);
        APP.failed(request, "SUBMISSION_UNCERTAIN");

        APP.delivered(request);

        assertThat(steps(request)).isEqualTo(ALL_STEPS);
    }

    @ParameterizedTest
    @EnumSource(value = ApiCall.class, names = {"STORY", "ELEMENTS", "SCENES", "VIDEOS"})
    void aStepThatFailsEndsTheStoryWithTheServicesWords(ApiCall step) throws Exception {
        Request request = advanced("failed-" + name(step), "[sim:failx1@" + name(step) + "]");
        APP.drop(request);
        JsonNode error = APP.failed(request, "GENERATION_FAILED").path("error");
        assertThat(error.path("stage").asText()).isEqualTo(stage(step));
        assertThat(error.path("message").asText()).contains("could not be");
        assertThat(steps(request)).isEqualTo(ALL_STEPS.subList(0, ALL_STEPS.indexOf(step) + 1));

        assertThat(APP.retry(request).statusCode()).isEqualTo(202);

        APP.delivered(request);
        List<ApiCall> onceMore = new ArrayList<>(ALL_STEPS);
        onceMore.add(ALL_STEPS.indexOf(step), step);
        assertThat(APP.paidCalls(request)).isEqualTo(onceMore);
    }

    @Test
    void aRefusalIsTheStepsOwn() throws Exception {
        Request request = advanced("refused", "[sim:422x1@elements]");
        APP.drop(request);

        JsonNode result = APP.failed(request, "API_VALIDATION");

        assertThat(result.path("error").path("stage").asText()).isEqualTo("elements");
        assertThat(result.path("story_id").asText()).isEqualTo(APP.storyOf(request).id());
        APP.retry(request);
        APP.delivered(request);
        assertThat(APP.paidCalls(request)).isEqualTo(ALL_STEPS);
    }

    @Test
    void aStoryThatIsKilledInAnyStepGoesOnAtThatStep() throws Exception {
        try (AppFixture app = PLAN.open()) {
            Map<ApiCall, Request> hanging = Map.of(STORY, hangingAt(STORY), ELEMENTS, hangingAt(ELEMENTS),
                    SCENES, hangingAt(SCENES), VIDEOS, hangingAt(VIDEOS));
            Request between = advanced("killed-between", "[sim:429x1@scenes retry-after=2]");
            Request reviewed = advanced("killed-in-review").with("review", List.of("scenes"));
            for (Request request : Stream.concat(hanging.values().stream(), Stream.of(between, reviewed)).toList()) {
                app.drop(request);
            }
            hanging.forEach((step, request) -> await(step + " paid").atMost(AppFixture.PATIENCE)
                    .until(() -> app.paidCalls(request).contains(step)));
            await("the pause").atMost(AppFixture.PATIENCE)
                    .until(() -> !app.calls("POST", between, "/scenes").isEmpty());
            app.result(reviewed, "review");
            app.product().kill();

            app.product().restart().awaitReady(AppFixture.PATIENCE);

            app.drop("killed-in-review-resume.json", resume(reviewed, Map.of()));
            for (Map.Entry<ApiCall, Request> one : hanging.entrySet()) {
                assertThat(app.failed(one.getValue(), "SUBMISSION_UNCERTAIN").path("error").path("stage").asText())
                        .isEqualTo(stage(one.getKey()));
                app.awaitState(one.getValue(), "uncertain");
                assertThat(app.retry(one.getValue()).statusCode()).isEqualTo(202);
            }
            for (Request request : List.of(between, reviewed)) {
                app.delivered(request);
                assertThat(app.paidCalls(request)).isEqualTo(ALL_STEPS);
            }
            hanging.forEach((step, request) -> {
                app.delivered(request);
                assertThat(app.paidCalls(request)).isEqualTo(paidOnceBut(step));
            });
        }
    }

    @Test
    void withoutCreditInTheMiddleItWaitsAndGoesOnAtTheSameStep() throws Exception {
        AppPlan twoSteps = AppPlan.usual().with("storyreel.api.credit-retry-interval", "300ms")
                .serving(SimulatorOptions.quick().withCredits(20));
        try (AppFixture app = twoSteps.open()) {
            Request request = advanced("without-credit");
            app.drop(request);
            app.awaitState(request, "waiting_credit");
            Request automatic = Request.of("behind-it");
            app.drop(automatic);
            await("two probes").atMost(AppFixture.PATIENCE).until(() -> app.calls("POST", request,
                    "/scenes").size() > 2);
            assertThat(app.paidCalls(request)).containsExactly(STORY, ELEMENTS);
            assertThat(app.submissions(automatic)).isEmpty();

            app.service().topUp(1_000);

            app.delivered(request);
            app.delivered(automatic);
            assertThat(app.paidCalls(request)).isEqualTo(ALL_STEPS);
        }
    }

    @Test
    void stagesThatTakeTheirTimeDoNotHoldUpOtherStories() throws Exception {
        AppPlan slowStages = AppPlan.usual().with("storyreel.api.max-concurrent", "2")
                .with("storyreel.api.response-timeout", "1s")
                .serving(SimulatorOptions.quick().withStageTime(Duration.ofSeconds(2)));
        try (AppFixture app = slowStages.open()) {
            List<Request> slow = Stream.of("slow-1", "slow-2")
                    .map(id -> advanced(id).with("stages", Map.of("elements", false))).toList();
            for (Request request : slow) {
                app.drop(request);
            }
            app.awaitState(slow.get(0), "submitting");
            List<Request> quick = Stream.of("quick-1", "quick-2", "quick-3").map(Request::of).toList();
            for (Request request : quick) {
                app.drop(request);
            }

            for (Request request : quick) {
                app.delivered(request);
            }

            assertThat(app.service().payments()).extracting(payment -> payment.call()).doesNotContain(VIDEOS);
            for (Request request : slow) {
                Instant done = Instant.parse(app.delivered(request).path("finished_at").asText());
                assertThat(quick).allSatisfy(before -> assertThat(
                        Instant.parse(app.result(before).path("finished_at").asText())).isBefore(done));
            }
            assertThat(app.service().concurrencyHighWaterMark()).isEqualTo(2);
        }
    }

    private static Request advanced(String id, String... markers) {
        return Request.of(id, markers).with("mode", "advanced");
    }

    private static Request hangingAt(ApiCall step) {
        return advanced("killed-in-" + name(step), "[sim:hangx1@" + name(step) + "]", "[sim:no-webhook]");
    }

    /** Nobody can ask after a storyboard whose answer was lost: a person said to pay for it again. */
    private static List<ApiCall> paidOnceBut(ApiCall lost) {
        return lost == STORY ? List.of(STORY, STORY, ELEMENTS, SCENES, VIDEOS) : ALL_STEPS;
    }

    private static byte[] resume(Request request, Map<String, ?> edited) throws IOException {
        return JSON.writeValueAsBytes(Map.of("request_id", request.id(), "resume", edited));
    }

    private static JsonNode storyboardFile(Request request) throws IOException {
        Path file = APP.outbox().resolve(request.id() + ".storyboard.json");
        return JSON.readTree(file.toFile());
    }

    private static boolean isDrawn(JsonNode storyboard) {
        return storyboard.path("scenes").path(0).has("image_url");
    }

    /** The result that the API shows for a story. */
    private static JsonNode shown(Request request) {
        return APP.product().story(request.id()).orElseThrow().path("result");
    }

    /** The paid calls that were sent for the request, in their order, whatever became of them. */
    private static List<ApiCall> steps(Request request) {
        return APP.service().calls().stream().filter(call -> call.method().equals("POST"))
                .filter(call -> isOf(request, call)).map(AdvancedModeIT::step).toList();
    }

    private static List<ReceivedCall> calls(Request request, ApiCall step) {
        return APP.service().calls().stream().filter(call -> call.method().equals("POST"))
                .filter(call -> isOf(request, call) && step(call) == step).toList();
    }

    private static ReceivedCall call(Request request, ApiCall step) {
        List<ReceivedCall> calls = calls(request, step);
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    private static Map<String, String> fields(Request request, ApiCall step) {
        return names(call(request, step));
    }

    private static Map<String, String> names(ReceivedCall call) {
        return call.fields().stream().collect(Collectors.toMap(FormField::name, FormField::value));
    }

    private static boolean isOf(Request request, ReceivedCall call) {
        return call.path().equals("/story") ? call.field("idea").filter(request.idea()::equals).isPresent()
                : APP.service().stories().stream().anyMatch(story -> story.idea().equals(request.idea())
                        && call.path().startsWith("/story/" + story.id() + "/"));
    }

    private static ApiCall step(ReceivedCall call) {
        return call.path().equals("/story") ? STORY
                : ApiCall.valueOf(call.path().substring(call.path().lastIndexOf('/') + 1).toUpperCase(Locale.ROOT));
    }

    private static String name(ApiCall step) {
        return step.name().toLowerCase(Locale.ROOT);
    }

    /** As an error names the step. */
    private static String stage(ApiCall step) {
        return step == STORY ? "storyboard" : name(step);
    }
}
