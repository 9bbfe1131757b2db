package io.storyreel.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.simulator.call.ServiceDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each simulated service takes its own dialect and refuses the others', unpaid. */
class ServiceDialectTest {

    private static final Map<ServiceDialect, StoryApiSimulator> SERVICES = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        for (ServiceDialect dialect : ServiceDialect.values()) {
            SERVICES.put(dialect, StoryApiSimulator.start(SimulatorOptions.quick().speaking(dialect)));
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(StoryApiSimulator::close);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "JSON | /story/idea-2-video | {\"idea\":\"json idea\",\"scene_count\":2,\"elements\":{}} | 200",
        "JSON | /story/url-2-video | {\"idea\":\"https://e.com\\njson url\",\"scene_duration\":10} | 200",
        "JSON | /story/idea-2-video | {\"idea\":\"typed\",\"scene_count\":\"2\"} | 422",
        "JSON | /story/idea-2-video | {\"idea\":\"typed\",\"video_tool\":\"Vidu\"} | 422",
        "JSON | /story/idea-2-video | {\"idea\":\"typed\",\"motion_type\":\"Auto\"} | 422",
        "JSON | /story/idea-2-video | {\"idea\":\"typed\",\"elements\":\"{}\"} | 422",
        "JSON | /story/images-2-video | {\"idea\":\"typed\",\"image_urls\":[]} | 422",
        "JSON | /story | {\"idea\":\"typed\"} | 422",
        "JSON | /v2/story/idea-2-video | {\"idea\":\"typed\"} | 404",
        "V2 | /v2/story/idea-2-video | {\"idea\":\"v2 idea\",\"video_tool\":\"Vidu\"} | 200",
        "V2 | /v2/story | {\"idea\":\"v2 story\",\"audio_option\":{}} | 200",
        "V2 | /v2/story | {\"idea\":\"typed\",\"audio_option\":\"{}\"} | 422",
        "V2 | /story/idea-2-video | {\"idea\":\"typed\"} | 404",
        "FORM | /story/idea-2-video | {\"idea\":\"typed\"} | 422",
        "FORM | /story/url-2-video | {\"idea\":\"typed\"} | 404"})
    void aJsonObject(ServiceDialect dialect, String path, String body, int status) throws Exception {
        StoryApiSimulator service = SERVICES.get(dialect);
        int before = service.violations().size();
        int paid = service.payments().size();

        HttpResponse<String> answer = new ApiCaller(service).postBody(path, "application/json", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(service.violations()).hasSize(status == 200 ? before : before + 1);
        assertThat(service.payments()).hasSize(status == 200 ? paid + 1 : paid);
        assertThat(service.paidCalls("typed")).isZero();
    }

    @ParameterizedTest
    @EnumSource(ServiceDialect.class)
    void aMultipartFormIsForTheFirstAndForTheStoryboardOfTheSecond(ServiceDialect dialect) throws Exception {
        StoryApiSimulator service = SERVICES.get(dialect);
        ApiCaller caller = new ApiCaller(service);
        String story = dialect.prefix() + "/story";

        assertThat(caller.post(story + "/idea-2-video", "idea", "form").statusCode())
                .isEqualTo(dialect == ServiceDialect.FORM ? 200 : 422);
        assertThat(caller.post(story, "idea", "form").statusCode())
                .isEqualTo(dialect == ServiceDialect.V2 ? 422 : 200);
    }

    @Test
    void stagesAndConcatOfTheDocumentAreUrlencodedAndMayBeEmpty() throws Exception {
        StoryApiSimulator service = SERVICES.get(ServiceDialect.JSON);
        ApiCaller caller = new ApiCaller(service);
        String id = ApiCaller.id(caller.post("/story", "idea", "walk"));
        String type = "application/x-www-form-urlencoded";

        assertThat(caller.postBody("/story/" + id + "/elements", type, "").statusCode()).isEqualTo(200);
        assertThat(caller.postBody("/story/" + id + "/scenes", type, "enhance_image=true&storyboard=%7B%7D")
                .statusCode()).isEqualTo(200);
        assertThat(caller.postBody("/story/" + id + "/scenes", type, "seed=7").body()).contains("seed");
        assertThat(caller.postBody("/story/" + id + "/scenes", "application/json", "{}").statusCode()).isEqualTo(422);
        assertThat(caller.postBody("/story/" + id + "/videos", type, "duration=11").statusCode()).isEqualTo(422);
        assertThat(caller.post("/story/" + id + "/videos", "duration", "5").statusCode()).isEqualTo(422);
        assertThat(caller.postBody("/story/" + id + "/videos", type, "duration=5").statusCode()).isEqualTo(200);
        assertThat(caller.postBody("/story/" + id + "/concat", type, "").body()).isEqualTo("{}");
        assertThat(service.paidCalls("walk")).isEqualTo(4);
    }

    @Test
    void onlyTheSecondVersionAnswersWithoutAWrapper() throws Exception {
        String body = "{\"idea\":\"answers\"}";

        assertThat(new ApiCaller(SERVICES.get(ServiceDialect.V2)).postBody("/v2/story/idea-2-video",
                "application/json", body).body()).startsWith("{\"id\":");
        HttpResponse<String> wrapped = new ApiCaller(SERVICES.get(ServiceDialect.JSON)).postBody("/story/idea-2-video",
                "application/json", body);
        assertThat(new ObjectMapper().readTree(wrapped.body()).at("/data/id").asText()).isNotEmpty();
    }
}
