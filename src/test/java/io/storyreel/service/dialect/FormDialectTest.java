package io.storyreel.service.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.FilePart;
import io.storyreel.sandbox.simulator.call.FormField;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import io.storyreel.service.ServiceCall;
import io.storyreel.settings.TestSettings;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.entity.mime.ByteArrayBody;
import org.apache.hc.client5.http.entity.mime.InputStreamBody;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as they arrive at a server that parses multipart forms for a living. */
class FormDialectTest {

    private static final String WEBHOOK = "https://us.example/webhooks/vimmerse/abc";

    private static final String IDEA_TO_VIDEO = """
        {"idea":"Ein Kätzchen lernt fliegen 🐈\\nzweite \\"Zeile\\"","title":"飛ぶ猫","aspect_ratio":"9:16",
         "scene_count":5.0,"audio_option":{"has_bg_music":true,"volume":0.50},
         "elements":{"characters":[{"name":"Müşür"}]},"language":"German"}""";

    private static final String IMAGES_TO_VIDEO = """
        {"title":"t","description":"d 日本","visibility_status":"private","idea":"i","image_files":["a.png","sub/b.jpg"],
         "image_urls":["https://x.example/1.png?a=b&c=d","https://x.example/2.png"],"aspect_ratio":"1:1",
         "is_transition":false,"motion_type":"slow","duration":5.0,"loop":2,"audio_option":{"a":1},
         "narrator":"Ada","language":"English"}""";

    private static StoryApiSimulator api;

    private final FormDialect dialect = new FormDialect();

    @BeforeAll
    static void start() {
        api = StoryApiSimulator.start(SimulatorOptions.quick());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyFieldOfIdeaToVideoArrives() throws Exception {
        ReceivedCall call = sent(StoryCall.IDEA_TO_VIDEO, IDEA_TO_VIDEO);

        assertThat(call.path()).isEqualTo("/story/idea-2-video");
        assertThat(namesIn(call)).isEqualTo(fieldsAndWebhook(StoryCall.IDEA_TO_VIDEO));
        assertThat(call.field("idea")).contains("Ein Kätzchen lernt fliegen 🐈\nzweite \"Zeile\"");
        assertThat(call.field("title")).contains("飛ぶ猫");
        assertThat(call.field("scene_count")).contains("5");
        assertThat(call.field("language")).contains("German");
        assertThat(call.field("webhook_url")).contains(WEBHOOK);
    }

    @Test
    void structuredFieldsArriveAsTheJsonTheyWere() throws Exception {
        ReceivedCall call = sent(StoryCall.IDEA_TO_VIDEO, IDEA_TO_VIDEO);

        for (String field : new String[] {"audio_option", "elements"}) {
            assertThat(call.all(field)).hasSize(1);
            assertThat(TestLedger.json(call.field(field).orElseThrow()))
                    .isEqualTo(TestLedger.json(IDEA_TO_VIDEO).get(field));
        }
    }

    @Test
    void everyFieldOfImagesToVideoArrives() throws Exception {
        ReceivedCall call = sent(StoryCall.IMAGES_TO_VIDEO, IMAGES_TO_VIDEO);

        assertThat(call.path()).isEqualTo("/story/images-2-video");
        assertThat(namesIn(call)).isEqualTo(fieldsAndWebhook(StoryCall.IMAGES_TO_VIDEO));
        assertThat(call.field("description")).contains("d 日本");
        assertThat(call.field("is_transition")).contains("false");
        assertThat(call.field("duration")).contains("5");
        assertThat(call.field("loop")).contains("2");
    }

    @Test
    void listsRepeatTheirFieldInTheirOrder() throws Exception {
        ReceivedCall call = sent(StoryCall.IMAGES_TO_VIDEO, IMAGES_TO_VIDEO);

        assertThat(call.all("image_urls")).containsExactly("https://x.example/1.png?a=b&c=d",
                "https://x.example/2.png");
        assertThat(call.files()).extracting(FilePart::field).containsOnly("image_files");
        assertThat(call.files()).extracting(FilePart::filename).containsExactly("a.png", "b.jpg");
        assertThat(call.files()).extracting(FilePart::size).containsExactly(5L, 9L);
        assertThat(call.files()).extracting(FilePart::contentType).containsOnly("image/png");
    }

    @Test
    void withoutWebhooksThereIsNoWebhookUrl() throws Exception {
        assertThat(sent(StoryCall.IDEA_TO_VIDEO, "{\"idea\":\"i\"}", null).fields())
                .containsExactly(new FormField("idea", "i"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"日本.png", "e\u0301.png", "a;b \"c\".png", "a\\b.png", "%22 'x'=ü.png"})
    void aFileKeepsItsNameInUtf8AndHasNoSecondOne(String name) throws Exception {
        OutgoingCall call = outgoing(StoryCall.IMAGES_TO_VIDEO, TestLedger.json("{}").set("image_files",
                new ObjectMapper().createArrayNode().add(name)), null);

        assertThat(bytes(call)).contains("Content-Disposition: form-data; name=\"image_files\"; filename=\""
                + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\r\nContent-Type: image/png\r\n")
                .doesNotContain("filename*");
    }

    @ParameterizedTest
    @EnumSource(value = StoryCall.class, mode = Mode.EXCLUDE, names = "URL_TO_VIDEO")
    void aFormNamesItsBoundaryAndNoCharset(StoryCall call) throws Exception {
        OutgoingCall outgoing = outgoing(call, TestLedger.json("{\"title\":\"Grüße\"}"), null);

        assertThat(outgoing.entity().getContentType()).matches("multipart/form-data; boundary=[A-Za-z0-9-]{1,70}");
        assertThat(bytes(outgoing)).contains("Content-Disposition: form-data; name=\"title\"\r\n\r\nGrüße\r\n");
        assertThat(outgoing.entity().getContentLength())
                .isEqualTo(bytes(outgoing).getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void aCallWithoutFieldsIsAnEmptyBodyAndNoForm() throws Exception {
        for (String fields : new String[] {"{}", "{\"image_urls\":[]}", "{\"title\":\"\"}"}) {
            OutgoingCall call = outgoing(StoryCall.ELEMENTS, TestLedger.json(fields), null);

            assertThat(call.entity().getContentLength()).isZero();
            assertThat(call.entity().getContentType()).isNull();
        }
        assertThat(sent(StoryCall.STORYBOARD, "{\"idea\":\"i\",\"title\":\"\"}", null).fields())
                .containsExactly(new FormField("idea", "i"));
    }

    @Test
    void aFormThatWouldTravelInChunksIsNeverMade() {
        ImageParts endless = name -> new InputStreamBody(InputStream.nullInputStream(), name);

        assertThatThrownBy(() -> dialect.outgoing(StoryCall.IMAGES_TO_VIDEO, null,
                TestLedger.json("{\"image_files\":[\"a.png\"]}"), endless, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswersStoryIsFoundInItsWrapper() {
        assertThat(dialect.storyIn(TestLedger.json("{\"data\":{\"id\":\"s-1\",\"status\":\"new\"}}")))
                .contains(TestLedger.json("{\"id\":\"s-1\",\"status\":\"new\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"data\":null}", "{\"data\":[]}", "{\"data\":\"s-1\"}", "{\"id\":\"s-1\"}"})
    void anAnswerWithoutAnObjectInTheWrapperHasNoStory(String body) {
        assertThat(dialect.storyIn(TestLedger.json(body))).isEmpty();
    }

    private Set<String> fieldsAndWebhook(StoryCall call) {
        Set<String> all = new TreeSet<>(dialect.fieldsOf(call));
        all.add("webhook_url");
        return all;
    }

    private static Set<String> namesIn(ReceivedCall call) {
        List<String> names = new ArrayList<>(call.fields().stream().map(FormField::name).toList());
        names.addAll(call.files().stream().map(FilePart::field).toList());
        return new TreeSet<>(names);
    }

    private OutgoingCall outgoing(StoryCall call, JsonNode fields, String webhook) throws Exception {
        return dialect.outgoing(call, "s-1", (ObjectNode) fields, name -> new ByteArrayBody(
                name.getBytes(StandardCharsets.UTF_8), ContentType.IMAGE_PNG,
                Path.of(name).getFileName().toString()), webhook);
    }

    private static String bytes(OutgoingCall call) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        call.entity().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private ReceivedCall sent(StoryCall call, String fields) throws Exception {
        return sent(call, fields, WEBHOOK);
    }

    private ReceivedCall sent(StoryCall call, String fields, String webhook) throws Exception {
        OutgoingCall outgoing = outgoing(call, TestLedger.json(fields), webhook);
        try (ServiceCall service = new ServiceCall(TestSettings.with("storyreel.api.base-url",
                api.baseUrl().toString(), "storyreel.api.key", api.apiKey()))) {
            Exchange answered = service.post(outgoing.path(), outgoing.entity());
            assertThat(answered.getException()).isNull();
            assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        }
        List<ReceivedCall> calls = api.calls();
        return calls.get(calls.size() - 1);
    }
}
