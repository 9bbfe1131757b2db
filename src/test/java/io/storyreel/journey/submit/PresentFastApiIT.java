package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.FastApi;
import io.storyreel.sandbox.simulator.call.ServiceDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every field of every call of the dialects json and v2, as a real FastAPI reads it, which knows no others. */
@EnabledIf(value = "io.storyreel.journey.fixture.FastApi#isInstalled", disabledReason = "not run: it needs the "
        + "packages python3-fastapi, python3-uvicorn and python3-multipart")
class PresentFastApiIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What forms and JSON are broken by. */
    private static final String HOSTILE = "Grüße, 世界 🎬👩‍👩‍👧 \"double\" 'single' back\\slash; a=b&c=d %22 %C3%BC + é é\n"
            + "second line\r\n--third\ttab\r\nContent-Disposition: form-data; name=\"idea\"\r\n\r\nlast ";

    private static final Map<String, Object> AUDIO = Map.of("has_bg_music", false, "has_narration", true,
            "native_audio", true, "narrator", "Lily");

    private static final Map<String, Object> STORYBOARD = Map.of("scenes", List.of(Map.of("narrator", HOSTILE)),
            "music", Map.of("lyrics", "ü", "volume", 1.5));

    private static final Map<ServiceDialect, FastApi> SERVICES = new EnumMap<>(ServiceDialect.class);

    private static final Map<ServiceDialect, AppFixture> HOUSES = new EnumMap<>(ServiceDialect.class);

    @BeforeAll
    static void open() throws Exception {
        for (ServiceDialect dialect : List.of(ServiceDialect.JSON, ServiceDialect.V2)) {
            FastApi service = new FastApi("present_service.py", dialect.setting());
            service.beforeAll(null);
            SERVICES.put(dialect, service);
            HOUSES.put(dialect, AppPlan.usual().calledBack(Duration.ofMillis(200)).speaking(dialect)
                    .with("storyreel.api.base-url", service.url()).open());
        }
    }

    @AfterAll
    static void close() {
        HOUSES.values().forEach(AppFixture::close);
        SERVICES.values().forEach(service -> service.afterAll(null));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void everyFieldOfAnIdeaAndOfAPage(ServiceDialect dialect) throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("idea", HOSTILE);
        fields.put("scene_count", 100);
        fields.put("image_tool", "QwenImage");
        fields.put("video_tool", "VeoFast");
        fields.put("scene_duration", 10);
        fields.put("aspect_ratio", "3:4");
        fields.put("is_transition", true);
        fields.put("elements", Map.of("objects", List.of(Map.of("name", "logo", "description", HOSTILE, "x", 1.5))));
        fields.put("audio_option", AUDIO);
        fields.put("language", "Hindi");
        fields.put("title", HOSTILE);
        drop(dialect, "idea", fields, Map.of());
        drop(dialect, "page", fields, Map.of("url", "https://example.com/ü?a=b&c=\"d\""));

        JsonNode idea = call(dialect, "/story/idea-2-video");
        assertThatItReads(idea, fields, "application/json", "webhook_url");
        assertThat(idea.at("/fields/webhook_url").asText()).contains("/webhooks/vimmerse/");
        fields.put("idea", "https://example.com/ü?a=b&c=\"d\"\n" + HOSTILE);
        assertThatItReads(call(dialect, "/story/url-2-video"), fields, "application/json", "webhook_url");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void everyFieldOfAnImageRequest(ServiceDialect dialect) throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("idea", HOSTILE, "video_tool", "Auto", "is_transition",
                false, "scene_duration", 5, "aspect_ratio", "1:1", "audio_option", AUDIO, "language", "Japanese",
                "title", "", "image_urls", List.of("https://example.com/ü.png?a=b&c=d;e", "https://e.com/a.png")));
        drop(dialect, "images", fields, Map.of());

        assertThatItReads(call(dialect, "/story/images-2-video"), fields, "application/json", "webhook_url");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void everyFieldOfEachStage(ServiceDialect dialect) throws Exception {
        Map<String, Object> storyboard = new LinkedHashMap<>(Map.of("story_id", "walk-ü", "idea", HOSTILE,
                "scene_count", 7, "language", "French", "audio_option", AUDIO, "elements",
                Map.of("characters", List.of(Map.of("name", HOSTILE)))));
        Map<String, Object> elements = new LinkedHashMap<>(Map.of("option", "NanoBananaPro", "aspect_ratio", "4:3",
                "storyboard", STORYBOARD, "enhance_image", true, "has_bg_music", false));
        Map<String, Object> scenes = new LinkedHashMap<>(elements);
        scenes.putAll(Map.of("generate_elements", false, "narrator", "Aria", "has_narration", false, "audio_option",
                AUDIO));
        Map<String, Object> videos = new LinkedHashMap<>(Map.of("title", HOSTILE, "storyboard", STORYBOARD,
                "is_transition", true, "motion_type", "Sora", "duration", 1, "loop", 6, "native_audio", true));
        drop(dialect, "walk", storyboard, Map.of("mode", "advanced", "stages",
                Map.of("elements", elements, "scenes", scenes, "videos", videos)));

        boolean isV2 = dialect == ServiceDialect.V2;
        String form = isV2 ? "application/json" : "application/x-www-form-urlencoded";
        assertThatItReads(SERVICES.get(dialect).call(call -> call.at("/fields/story_id").asText().equals("walk-ü")),
                storyboard, isV2 ? "application/json" : "multipart/form-data; boundary=[^;]+");
        assertThatItReads(call(dialect, "/story/walk-ü/elements"), elements, form);
        assertThatItReads(call(dialect, "/story/walk-ü/scenes"), scenes, form);
        assertThatItReads(call(dialect, "/story/walk-ü/videos"), videos, form, "webhook_url");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "FORM")
    void stagesAndConcatWithoutAField(ServiceDialect dialect) throws Exception {
        drop(dialect, "plain", Map.of("mode", "advanced", "story_id", "plain", "idea", "the simplest"), Map.of());

        for (String stage : List.of("elements", "scenes", "concat")) {
            JsonNode call = call(dialect, "/story/plain/" + stage);
            assertThat(call.path("names")).isEmpty();
            assertThat(call.path("chunked").asBoolean()).isFalse();
            assertThat(call.path("content_length").asText()).isEqualTo(dialect == ServiceDialect.V2 ? "2" : "0");
        }
    }

    @Test
    void theImagesOfAStoryboardAreUploadedInJson() throws Exception {
        Files.write(HOUSES.get(ServiceDialect.JSON).inbox().resolve("st;ory 日本.png"), new byte[] {1, 2, 3});
        drop(ServiceDialect.JSON, "uploads", Map.of("mode", "advanced", "idea", "with images", "image_files",
                List.of("st;ory 日本.png")), Map.of());

        JsonNode call = SERVICES.get(ServiceDialect.JSON)
                .call(one -> one.at("/fields/idea").asText().equals("with images"));

        assertThat(call.path("files")).containsExactly(JSON.createObjectNode().put("filename", "st;ory 日本.png")
                .put("content_type", "image/png").put("size", 3));
    }

    private static JsonNode call(ServiceDialect dialect, String path) {
        return SERVICES.get(dialect).call(dialect.prefix() + path);
    }

    /** What the call has is what was asked, each of its own type, and nothing else but {@code more}. */
    private static void assertThatItReads(JsonNode call, Map<String, Object> fields, String type, String... more) {
        assertThat(call.path("content_type").asText()).matches(type);
        assertThat(call.path("chunked").asBoolean()).isFalse();
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(List.of(more));
        assertThat(call.path("names")).extracting(JsonNode::asText).containsExactlyElementsOf(names);
        ObjectNode read = call.path("fields").deepCopy();
        assertThat((JsonNode) read.without(List.of(more))).isEqualTo(JSON.valueToTree(fields));
    }

    private static void drop(ServiceDialect dialect, String id, Map<String, Object> fields, Map<String, Object> more)
            throws Exception {
        ObjectNode request = JSON.valueToTree(fields);
        request.setAll((ObjectNode) JSON.valueToTree(more));
        request.put("request_id", id);
        HOUSES.get(dialect).drop(id + ".json", JSON.writeValueAsBytes(request));
    }
}
