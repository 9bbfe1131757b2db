package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.FastApi;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of every call, as a real FastAPI reads it. */
@EnabledIf(value = "io.storyreel.journey.fixture.FastApi#isInstalled", disabledReason = "not run: it needs the "
        + "packages python3-fastapi, python3-uvicorn and python3-multipart")
class FastApiIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What forms are broken by. */
    private static final String HOSTILE = "Grüße, 世界 🎬👩‍👩‍👧 \"double\" 'single' back\\slash; a=b&c=d %22 %C3%BC + é é\n"
            + "second line\r\n--third\ttab\r\nContent-Disposition: form-data; name=\"idea\"\r\n\r\nlast ";

    private static final Map<String, Object> AUDIO = Map.of("has_bg_music", false, "has_narration", true,
            "native_audio", true, "narrator", "Lily");

    private static final Map<String, Object> STORYBOARD = Map.of("scenes", List.of(Map.of("narrator", HOSTILE)),
            "music", Map.of("lyrics", "ü"));

    @RegisterExtension
    @Order(1)
    static final FastApi SERVICE = new FastApi();

    @RegisterExtension
    @Order(2)
    static final AppFixture APP = AppPlan.usual().calledBack(Duration.ofMillis(200))
            .with("storyreel.api.base-url", SERVICE.url()).app();

    @Test
    void everyFieldOfAnIdea() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("idea", "idea: " + HOSTILE);
        fields.put("title", "title: " + HOSTILE);
        fields.put("aspect_ratio", "3:4");
        fields.put("scene_count", 7);
        fields.put("audio_option", AUDIO);
        fields.put("elements", Map.of("objects", List.of(Map.of("name", "logo", "description", HOSTILE, "x", 1.5))));
        fields.put("language", "Español \"x\"");
        drop("idea", fields);

        JsonNode call = SERVICE.call("/story/idea-2-video");

        assertThatItReads(call, fields, "webhook_url");
        assertThat(call.at("/fields/webhook_url").asText()).contains("/webhooks/vimmerse/");
    }

    @Test
    void everyFieldOfAnImageRequestAndItsFiles() throws Exception {
        List<String> names = List.of("日本.png", "e\u0301.png", "a;b \"c\".png", "Bilder für Oma/%22 'ü'=é.jpg",
                "ä.webp");
        List<ObjectNode> files = new ArrayList<>();
        for (String name : names) {
            files.add(image(name));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("title", "title: " + HOSTILE);
        fields.put("description", "description: " + HOSTILE);
        fields.put("visibility_status", "2");
        fields.put("idea", "images: " + HOSTILE);
        fields.put("image_urls", List.of("https://example.com/ü.png?a=b&c=d;e=\"f\"", "https://example.com/a.png"));
        fields.put("aspect_ratio", "1:1");
        fields.put("is_transition", true);
        fields.put("motion_type", "Bewegung ☂");
        fields.put("duration", 10);
        fields.put("loop", 6);
        fields.put("audio_option", AUDIO);
        fields.put("narrator", "Bill");
        fields.put("language", "日本語");
        Map<String, Object> request = new LinkedHashMap<>(fields);
        request.put("image_files", names);
        drop("images", request);

        JsonNode call = SERVICE.call("/story/images-2-video");

        assertThatItReads(call, fields, "webhook_url", "image_files");
        assertThat(call.path("files")).containsExactlyElementsOf(files);
    }

    @Test
    void everyFieldOfEachStage() throws Exception {
        Map<String, Object> storyboard = new LinkedHashMap<>();
        storyboard.put("story_id", "walk-ü");
        storyboard.put("idea", "walk: " + HOSTILE);
        storyboard.put("scene_count", 100);
        storyboard.put("title", "title: " + HOSTILE);
        storyboard.put("language", "Français");
        storyboard.put("audio_option", AUDIO);
        storyboard.put("elements", Map.of("characters", List.of(Map.of("name", HOSTILE))));
        Map<String, Object> elements = new LinkedHashMap<>(Map.of("option", "Größe \"x\"", "aspect_ratio", "4:3",
                "storyboard", STORYBOARD, "enhance_image", true, "seed", 4669, "has_bg_music", false));
        Map<String, Object> scenes = new LinkedHashMap<>(elements);
        scenes.putAll(Map.of("seed", -7, "generate_elements", false, "narrator", "Aria", "has_narration", false));
        Map<String, Object> videos = new LinkedHashMap<>(Map.of("title", HOSTILE, "storyboard", STORYBOARD, "scenes",
                List.of(Map.of("name", HOSTILE)), "is_transition", true, "motion_type", "Pixverse ☂", "duration", 1,
                "loop", 2, "native_audio", true));
        Map<String, Object> request = new LinkedHashMap<>(storyboard);
        request.put("mode", "advanced");
        request.put("stages", Map.of("elements", elements, "scenes", scenes, "videos", videos));
        drop("walk", request);

        assertThatItReads(SERVICE.call(call -> call.at("/fields/story_id").asText().equals("walk-ü")), storyboard);
        assertThatItReads(SERVICE.call("/story/walk-ü/elements"), elements);
        assertThatItReads(SERVICE.call("/story/walk-ü/scenes"), scenes);
        assertThatItReads(SERVICE.call("/story/walk-ü/videos"), videos, "webhook_url");
    }

    @Test
    void theImagesOfAStoryboard() throws Exception {
        ObjectNode file = image("st;ory \"b\" 日本.png");
        Map<String, Object> fields = Map.of("idea", "storyboard with images", "image_urls",
                List.of("https://example.com/a.png"));
        Map<String, Object> request = new LinkedHashMap<>(fields);
        request.putAll(Map.of("mode", "advanced", "image_files", List.of("st;ory \"b\" 日本.png")));
        drop("storyboard-images", request);

        JsonNode call = SERVICE.call(one -> one.at("/fields/idea").asText().equals("storyboard with images"));

        assertThatItReads(call, fields, "image_files");
        assertThat(call.path("files")).containsExactly(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"elements", "scenes"})
    void aStageWithoutFieldsIsAnEmptyBody(String stage) throws Exception {
        drop("plain-" + stage, Map.of("mode", "advanced", "story_id", "plain-" + stage, "idea", "the simplest"));

        assertThatNothingIsSent(SERVICE.call("/story/plain-" + stage + "/" + stage));
    }

    @Test
    void concatIsAnEmptyBody() throws Exception {
        drop("composed", Map.of("idea", "composed by concat"));

        assertThatNothingIsSent(SERVICE.call(call -> call.path("call").asText().endsWith("/concat")));
    }

    private static void assertThatNothingIsSent(JsonNode call) {
        assertThat(call.path("content_length").asText()).isEqualTo("0");
        assertThat(call.path("content_type").isNull()).as(call.toString()).isTrue();
        assertThat(call.path("chunked").asBoolean()).isFalse();
        assertThat(call.path("names")).isEmpty();
    }

    /** What the call has is what was asked, whatever its text, and nothing else but {@code more}. */
    private static void assertThatItReads(JsonNode call, Map<String, Object> fields, String... more) {
        assertThat(call.path("content_type").asText()).matches("multipart/form-data; boundary=[^;]+");
        assertThat(call.path("chunked").asBoolean()).isFalse();
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(List.of(more));
        assertThat(call.path("names")).extracting(JsonNode::asText).containsExactlyElementsOf(names);
        Map<String, Object> read = new TreeMap<>();
        fields.keySet().forEach(name -> read.put(name, call.path("fields").path(name)));
        JsonNode expected = JSON.valueToTree(new TreeMap<>(fields));
        assertThat(JSON.<JsonNode>valueToTree(read)).isEqualTo(expected);
    }

    private static void drop(String id, Map<String, Object> fields) throws IOException {
        ObjectNode request = JSON.valueToTree(fields);
        request.put("request_id", id);
        APP.drop(id + ".json", JSON.writeValueAsBytes(request));
    }

    /** Makes the file and tells what has to arrive of it. */
    private static ObjectNode image(String name) throws Exception {
        byte[] bytes = (name + "\r\n--").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path file = APP.inbox().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        String type = name.endsWith("png") ? "image/png" : name.endsWith("jpg") ? "image/jpeg" : "image/webp";
        return JSON.createObjectNode().put("filename", file.getFileName().toString()).put("content_type", type)
                .put("size", bytes.length)
                .put("sha256", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }
}
