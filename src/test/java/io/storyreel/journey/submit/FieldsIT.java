package io.storyreel.journey.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both automatic calls, with all they can carry. */
class FieldsIT {

    private static final Map<String, Object> AUDIO = Map.of("has_bg_music", false, "has_narration", true,
            "native_audio", true, "narrator", "Lily");

    @RegisterExtension
    static final AppFixture APP = AppPlan.everyday().shared();

    @Test
    void everyFieldOfAnIdeaArrives() throws Exception {
        Map<String, Object> elements = Map.of("objects", List.of(Map.of("name", "logo", "more", 1.5)));
        Request request = Request.of("idea-fields").with("title", "Grüße, 世界 🎬").with("aspect_ratio", "9:16")
                .with("scene_count", 4).with("language", "German").with("audio_option", AUDIO)
                .with("elements", elements);
        APP.drop(request);
        APP.delivered(request);

        ReceivedCall call = APP.submissions(request).get(0);

        assertThat(call.path()).isEqualTo("/story/idea-2-video");
        assertThat(call.header("X-Api-Key")).contains(APP.service().apiKey());
        assertThat(call.field("title")).contains("Grüße, 世界 🎬");
        assertThat(call.field("aspect_ratio")).contains("9:16");
        assertThat(call.field("scene_count")).contains("4");
        assertThat(call.field("language")).contains("German");
        assertThatJsonField(call, "audio_option", AUDIO);
        assertThatJsonField(call, "elements", elements);
        assertThat(call.fields()).hasSize(7);
    }

    @Test
    void everyFieldOfAnImageRequestArrives() throws Exception {
        Request request = Request.of("image-fields").with("title", "A title").with("description", "Two\nlines")
                .with("visibility_status", "2")
                .with("image_urls", List.of("https://example.com/b.png", "https://example.com/a.png"))
                .with("aspect_ratio", "1:1").with("is_transition", true).with("motion_type", "KlingAI")
                .with("duration", 10).with("loop", 6).with("narrator", "Bill").with("language", "Japanese")
                .with("audio_option", AUDIO);
        APP.drop(request);
        APP.delivered(request);

        ReceivedCall call = APP.submissions(request).get(0);

        assertThat(call.path()).isEqualTo("/story/images-2-video");
        assertThat(call.all("image_urls")).containsExactly("https://example.com/b.png", "https://example.com/a.png");
        Map.of("title", "A title", "visibility_status", "2", "aspect_ratio", "1:1", "is_transition", "true",
                "motion_type", "KlingAI", "duration", "10", "loop", "6", "narrator", "Bill", "language", "Japanese")
                .forEach((name, value) -> assertThat(call.field(name)).as(name).contains(value));
        assertThat(call.field("description").orElseThrow().lines()).containsExactly("Two", "lines");
        assertThatJsonField(call, "audio_option", AUDIO);
        assertThat(call.fields()).hasSize(14);
    }

    @Test
    void imageFilesAreSentInTheOrderListed() throws Exception {
        Path folder = Files.createDirectories(APP.inbox().resolve("Bilder für Oma"));
        FilePart second = image(folder.resolve("second.jpg"), "image/jpeg", 1_000);
        FilePart first = image(APP.inbox().resolve("first.webp"), "image/webp", 2_000);
        Request request = Request.of("image-files")
                .with("image_files", List.of("first.webp", "Bilder für Oma/second.jpg"));
        APP.drop(request);
        APP.delivered(request);

        assertThat(APP.submissions(request).get(0).files()).containsExactly(first, second);
        assertThat(folder.resolve("second.jpg")).exists();
    }

    @Test
    void aLargeImageIsNeverHeldInMemory() throws Exception {
        // Half of the heap: with the rest of the app in it, a copy would not fit.
        FilePart large = image(APP.inbox().resolve("large.png"), "image/png", 50_000_000);
        Request request = Request.of("large-image").with("image_files", List.of("large.png"));
        APP.drop(request);
        APP.delivered(request);

        assertThat(APP.submissions(request).get(0).files()).containsExactly(large);
    }

    /** Makes the file and tells what has to arrive of it. */
    private static FilePart image(Path file, String type, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        // Beside the requests, so that it is there before the one that names it.
        Files.write(file, bytes);
        return new FilePart("image_files", file.getFileName().toString(), type, size,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    private static void assertThatJsonField(ReceivedCall call, String name, Object expected) throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(call.field(name).orElseThrow())).isEqualTo(json.readTree(
                json.writeValueAsString(expected)));
    }
}
