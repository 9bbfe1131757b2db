package io.storyreel.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.sandbox.simulator.call.CallReader;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.sandbox.simulator.call.FormField;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoryApiSimulatorTest {

    private static final String IDEA = "A cat learns to fly";

    private final StoryApiSimulator api = StoryApiSimulator.start(SimulatorOptions.quick());

    private final ApiCaller caller = new ApiCaller(api);

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aStoryGoesFromNewToSuccessAndThenHasAVideo() throws Exception {
        JsonNode created = ApiCaller.data(caller.post("/story/idea-2-video", "idea", IDEA, "title", "Cat"));

        assertThat(created.path("status").asText()).isEqualTo("new");
        assertThat(created.path("title").asText()).isEqualTo("Cat");
        assertThat(created.path("video_url").asText()).isEmpty();
        assertThat(created.path("created_at").asText())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00");
        String id = created.path("id").asText();
        // Often, or a busy machine could miss it.
        Set<String> seen = new LinkedHashSet<>();
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            seen.add(caller.story(id).path("status").asText());
            return seen.contains("success");
        });
        assertThat(seen).endsWith("processing", "success");
        await().until(() -> !caller.story(id).path("video_url").asText().isEmpty());
        assertThat(caller.story(id).path("progress_percentage").asInt()).isEqualTo(100);
        assertThat(caller.story(id).path("used_credits").asLong()).isEqualTo(10);
    }

    @Test
    void aVideoIsServedWholeAndByRange() throws Exception {
        String id = ApiCaller.id(caller.post("/story/idea-2-video", "idea", IDEA));
        StoryFilm film = api.film(id);
        await().until(() -> !caller.story(id).path("video_url").asText().isEmpty());
        String url = caller.story(id).path("video_url").asText();

        HttpResponse<byte[]> whole = caller.download(url);
        HttpResponse<byte[]> rest = caller.download(url, "Range", "bytes=100-", "If-Range", film.etag());
        HttpResponse<byte[]> changed = caller.download(url, "Range", "bytes=100-", "If-Range", "\"another\"");

        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(sha256(whole.body())).isEqualTo(film.sha256());
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.headers().firstValue("Content-Range"))
                .hasValue("bytes 100-" + (film.length() - 1) + "/" + film.length());
        assertThat(rest.body()).isEqualTo(film.read(100, (int) film.length()));
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(caller.download(url, "Range", "bytes=" + film.length() + "-").statusCode()).isEqualTo(416);
    }

    @Test
    void fieldsAndFilesAreKeptInTheirOrder() throws Exception {
        caller.post("/story/images-2-video", "title", "Grüße", "image_files", "first", "image_files", "second",
                "aspect_ratio", "1:1", "audio_option", "{\"has_narration\":true}");

        ReceivedCall call = api.calls("POST", "/story/images-2-video").get(0);
        assertThat(call.fields()).extracting(FormField::name, FormField::value).containsExactly(
                tuple("title", "Grüße"), tuple("aspect_ratio", "1:1"),
                tuple("audio_option", "{\"has_narration\":true}"));
        assertThat(call.files()).extracting(FilePart::field, FilePart::filename, FilePart::contentType, FilePart::size)
                .containsExactly(tuple("image_files", "picture.png", "image/png", 5L),
                        tuple("image_files", "picture.png", "image/png", 6L));
        assertThat(call.files().get(0).sha256()).isEqualTo(sha256("first".getBytes()));
    }

    @Test
    void aBadFieldIsRefusedByNameAndNotPaid() throws Exception {
        HttpResponse<String> answer = caller.post("/story/images-2-video", "image_urls", "https://example.com/a.png",
                "duration", "11", "loop", "0", "aspect_ratio", "2:1", "audio_option", "{'has_narration': True}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"loc\":[\"body\",\"duration\"]", "\"loc\":[\"body\",\"loop\"]",
                "\"loc\":[\"body\",\"aspect_ratio\"]", "\"loc\":[\"body\",\"audio_option\"]");
        assertThat(caller.post("/story/idea-2-video", "title", "No idea").statusCode()).isEqualTo(422);
        assertThat(api.payments()).isEmpty();
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        assertThat(caller.postWithKey("wrong", "/story/idea-2-video", "idea", IDEA).statusCode()).isEqualTo(401);
    }

    @Test
    void spentCreditsAreRefusedUntilToppedUp() throws Exception {
        try (StoryApiSimulator poor = StoryApiSimulator.start(SimulatorOptions.quick().withCredits(10))) {
            ApiCaller poorCaller = new ApiCaller(poor);

            assertThat(poorCaller.post("/story/idea-2-video", "idea", IDEA).statusCode()).isEqualTo(200);
            assertThat(poorCaller.post("/story/idea-2-video", "idea", IDEA).statusCode()).isEqualTo(402);
            poor.topUp(10);
            assertThat(poorCaller.post("/story/idea-2-video", "idea", IDEA).statusCode()).isEqualTo(200);
            assertThat(poor.paidCalls(IDEA)).isEqualTo(2);
            assertThat(poor.credits()).isZero();
        }
    }

    @Test
    void theStagesBuildOneStory() throws Exception {
        HttpResponse<String> storyboard = caller.post("/story", "idea", IDEA, "scene_count", "2", "elements",
                "{\"objects\":[{\"name\":\"logo\",\"description\":\"ours\","
                        + "\"image_url\":\"https://example.com/l.png\"}]}");
        String id = ApiCaller.id(storyboard);
        JsonNode board = ApiCaller.data(storyboard).path("storyboard");
        assertThat(board.path("scenes")).hasSize(2);
        assertThat(board.at("/objects/0/name").asText()).isEqualTo("logo");

        JsonNode elements = ApiCaller.data(caller.post("/story/" + id + "/elements", "aspect_ratio", "16:9"));
        assertThat(elements.at("/storyboard/characters/0/image_url").asText()).startsWith("http");
        assertThat(elements.at("/storyboard/objects/0/image_url").asText()).isEqualTo("https://example.com/l.png");
        JsonNode scenes = ApiCaller.data(caller.post("/story/" + id + "/scenes", "seed", "7"));
        assertThat(scenes.at("/storyboard/scenes/1/image_url").asText()).startsWith("http");
        assertThat(scenes.path("status").asText()).isEqualTo("new");

        caller.post("/story/" + id + "/videos", "motion_type", "Auto");
        await().until(() -> !caller.story(id).path("video_url").asText().isEmpty());
        assertThat(api.paidCalls(IDEA)).isEqualTo(4);
        assertThat(api.stories()).hasSize(1);
    }

    @Test
    void onlyConcatComposesWhereTheMarkerSaysSo() throws Exception {
        String id = ApiCaller.id(caller.post("/story/idea-2-video", "idea", IDEA + " [sim:no-video-url]"));
        await().until(() -> caller.story(id).path("status").asText().equals("success"));
        await().during(Duration.ofMillis(300)).until(() -> caller.story(id).path("video_url").asText().isEmpty());

        assertThat(caller.post("/story/" + id + "/concat").body()).isEqualTo("{}");

        await().until(() -> !caller.story(id).path("video_url").asText().isEmpty());
    }


    @Test
    void itCountsTheCallsThatAreUnderWayAtOnce() {
        var first = caller.postLater("/story/idea-2-video", "idea", "one [sim:slow ms=300]");
        var second = caller.postLater("/story/idea-2-video", "idea", "two [sim:slow ms=300]");
        first.join();
        second.join();

        assertThat(api.concurrencyHighWaterMark()).isEqualTo(2);
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(CallReader.sha256().digest(bytes));
    }
}
