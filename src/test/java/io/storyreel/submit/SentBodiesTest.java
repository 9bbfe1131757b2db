package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.storyreel.images.ImageLocation;
import io.storyreel.ledger.TestLedger;
import io.storyreel.request.RequestItem;
import io.storyreel.request.rules.RequestRules;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.ServiceDialect;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.settings.AllowedBuckets;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is taken up is taken by the service: each body that follows is sent by the packaged routes to a service that
 * reads by its own OpenAPI document, with required fields, types, enums and bounds, and takes nothing else.
 */
class SentBodiesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ALL_AUTOMATIC = """
            {"idea":"Grüße 🎬","title":"t","scene_count":3,"image_tool":"Seedream","video_tool":"KlingAI",
             "scene_duration":10,"aspect_ratio":"9:16","is_transition":true,"language":"Japanese",
             "elements":{"objects":[{"name":"x","y":1.50}]},
             "audio_option":{"has_bg_music":true,"has_narration":false,"native_audio":true,"narrator":"Bill"}}""";

    private static final String ALL_ADVANCED = """
            {"mode":"advanced","idea":"Grüße 🎬","title":"t","scene_count":1,"language":"Turkish","aspect_ratio":"1:1",
             "audio_option":{"narrator":"Lily"},"elements":{"characters":[]},
             "stages":{"elements":{"option":"Auto","aspect_ratio":"4:3","storyboard":{"scenes":[]},"enhance_image":true,
                                   "has_bg_music":false},
                       "scenes":{"option":"GPTImage","aspect_ratio":"3:4","storyboard":{"scenes":[{"name":"ü"}]},
                                 "enhance_image":false,"generate_elements":false,"narrator":"Rachel",
                                 "has_narration":true,"has_bg_music":true,"audio_option":{"native_audio":true}},
                       "videos":{"title":"film","storyboard":{"scenes":[{"name":"ü"}]},"is_transition":false,
                                 "motion_type":"SoraPro","duration":10,"loop":6,"native_audio":false}}}""";

    @TempDir
    private static Path folder;

    private static final Map<String, Setup> SETUPS = new HashMap<>();

    private static int submissions;

    @AfterAll
    static void close() throws Exception {
        for (Setup setup : SETUPS.values()) {
            setup.close();
        }
    }

    static Stream<Arguments> requests() throws Exception {
        List<String> requests = new ArrayList<>(List.of(ALL_AUTOMATIC, ALL_ADVANCED, "{'idea':'a'}",
                "{'url':'https://e.com/a?b=c'}", "{'url':'https://e.com','idea':'a','scene_count':1}",
                "{'image_urls':['https://e.com/a.png']}", "{'mode':'advanced','idea':'a'}",
                "{'idea':'','image_urls':['https://e.com/a.png','https://e.com/ü.png'],'title':''}",
                "{'mode':'advanced','idea':'a','image_urls':['https://e.com/a.png'],'duration':1,'loop':1}",
                "{'mode':'advanced','idea':'a','story_id':'s-0','stages':{'elements':false}}"));
        bounds("aspect_ratio", "'16:9','4:3','1:1','3:4','9:16'", requests);
        bounds("scene_count", "1,100", requests);
        bounds("scene_duration", "5,10", requests);
        bounds("is_transition", "true,false", requests);
        bounds("image_tool", "'Seedream','FluxTurbo','NanoBanana','QwenImage'", requests);
        bounds("video_tool", "'Auto','KlingAI','Seedance','Pixverse','VeoFast'", requests);
        bounds("language", "'Arabic','Chinese','English','French','German','Hindi','Korean','Spanish'", requests);
        bounds("elements", "{},{'objects':[]}", requests);
        bounds("audio_option", "{},{'narrator':'Aria'}", requests);
        return Stream.of("json", "v2").flatMap(dialect -> requests.stream()
                .map(request -> Arguments.of(dialect, request.replace('\'', '"'))));
    }

    private static void bounds(String field, String values, List<String> requests) throws Exception {
        JSON.readTree("[" + values.replace('\'', '"') + "]")
                .forEach(value -> requests.add("{'idea':'a','" + field + "':" + value + "}"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatIsTakenUpIsTakenByTheService(String dialect, String request) throws Exception {
        assertThatItIsTakenUp(dialect, request);

        assertThat(walked(dialect, request)).isEqualTo(StoryState.GENERATING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"form", "json"})
    void imagesOfAStoryboardAreUploaded(String dialect) throws Exception {
        Files.write(folder.resolve("ü.png"), new byte[] {1, 2, 3});
        String request = "{\"mode\":\"advanced\",\"idea\":\"a\",\"image_files\":[\"ü.png\"]}";
        assertThatItIsTakenUp(dialect, request);

        assertThat(walked(dialect, request)).isEqualTo(StoryState.GENERATING);
    }

    private static void assertThatItIsTakenUp(String dialect, String request) throws Exception {
        ObjectNode item = TestLedger.json(request);
        StoryreelSettings settings = TestSettings.with("storyreel.api.dialect", dialect);
        assertThat(new RequestRules(new Dialects(named(dialect)), new AllowedBuckets(settings), settings)
                .problemsOf(new RequestItem("", item), ImageLocation.INBOX)).isEmpty();
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("schemas/story-request.schema.json"))).validate(item)).isEmpty();
    }

    private static Dialect named(String name) {
        return Dialects.all().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private static StoryState walked(String dialect, String request) throws Exception {
        Setup setup = SETUPS.computeIfAbsent(dialect, Setup::open);
        int violations = setup.service.violations().size();
        Story story = setup.route.submit("r-" + ++submissions, request);
        while (story.state() == StoryState.ACCEPTED) {
            story = setup.route.submit(story);
        }
        boolean isOfNobody = request.contains("story_id");
        assertThat(setup.service.violations()).hasSize(violations);
        return isOfNobody && story.error().httpStatus() == 404 ? StoryState.GENERATING : story.state();
    }

    /** The packaged routes and the service they lead to. */
    private record Setup(StoryApiSimulator service, SubmitRoute route) {

        static Setup open(String dialect) {
            StoryApiSimulator service = StoryApiSimulator.start(SimulatorOptions.quick()
                    .speaking(ServiceDialect.of(dialect)));
            Map<String, String> settings = new HashMap<>();
            settings.put("storyreel.api.base-url", service.baseUrl().toString());
            settings.put("storyreel.api.key", service.apiKey());
            settings.put("storyreel.api.dialect", dialect);
            settings.put("storyreel.inbox.dir", folder.toString());
            settings.put("storyreel.webhook.public-url", "http://127.0.0.1:9");
            settings.put("storyreel.webhook.secret", "0123456789abcdef0123456789abcdef");
            try {
                return new Setup(service, new SubmitRoute(TestSettings.with(settings), named(dialect), event -> {
                }));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        void close() throws Exception {
            route.close();
            service.close();
        }
    }
}
