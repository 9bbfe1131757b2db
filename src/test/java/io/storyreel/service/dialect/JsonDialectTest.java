package io.storyreel.service.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.sandbox.simulator.call.ApiCall;
import io.storyreel.sandbox.simulator.call.ServiceDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialect of February 2026 beside the service's own document of that time, and the second version beside it. */
class JsonDialectTest {

    private static final String WEBHOOK = "https://us.example/webhooks/vimmerse/abc";

    private final Dialect json = new JsonDialect();

    private final Dialect v2 = new V2Dialect();

    @ParameterizedTest
    @EnumSource(StoryCall.class)
    void aCallHasTheFieldsOfTheDocumentAndNeedsWhatItNeeds(StoryCall call) {
        Set<String> fields = new TreeSet<>(json.fieldsOf(call));
        if (call.callsBack()) {
            fields.add("webhook_url");
        }
        assertThat(fields).isEqualTo(names("properties", call));
        assertThat(new TreeSet<>(json.neededBy(call))).isEqualTo(required(call));
    }

    @ParameterizedTest
    @EnumSource(StoryCall.class)
    void theSecondVersionHasTheSameFieldsButNoUploads(StoryCall call) {
        Set<String> fields = new TreeSet<>(json.fieldsOf(call));
        fields.remove("image_files");

        assertThat(new TreeSet<>(v2.fieldsOf(call))).isEqualTo(fields);
        assertThat(v2.neededBy(call)).isEqualTo(json.neededBy(call));
        assertThat(v2.languages()).isEqualTo(json.languages());
    }

    @Test
    void itsLanguagesAreThoseOfTheDocument() {
        Set<String> languages = new TreeSet<>();
        ServiceDocument.get().bodyOf(ApiCall.IDEA_TO_VIDEO).at("/properties/language/enum")
                .forEach(language -> languages.add(language.textValue()));

        assertThat(new TreeSet<>(json.languages())).isEqualTo(languages).hasSize(10);
    }

    @ParameterizedTest
    @EnumSource(StoryCall.class)
    void aCallGoesWhereTheDocumentSaysAsTheTypeItSays(StoryCall call) throws Exception {
        ObjectNode fields = TestLedger.json("{\"idea\":\"Grüße\"}");
        OutgoingCall sent = json.outgoing(call, "s/1", fields, null, null);
        OutgoingCall second = v2.outgoing(call, "s/1", fields, null, null);

        assertThat(sent.path()).isEqualTo(call.path().replace("{story_id}", "s%2F1"));
        assertThat(sent.entity().getContentType().replaceFirst("; boundary=.*", ""))
                .isEqualTo(ServiceDocument.get().typeOf(ofTheService(call)));
        assertThat(second.path()).isEqualTo("/v2" + sent.path());
        assertThat(second.entity().getContentType()).isEqualTo("application/json");
        assertThat(bytes(second)).isEqualTo("{\"idea\":\"Grüße\"}");
    }

    @Test
    void aStagesFormHasItsTextsInPercentsAndItsObjectsAsJson() throws Exception {
        OutgoingCall call = json.outgoing(StoryCall.VIDEOS, "s-1", TestLedger.json("""
                {"title":"Ü & = + %20\\n🎬","storyboard":{"a":1.50},"is_transition":true,"duration":5.0,
                 "motion_type":""}"""), null, WEBHOOK);

        assertThat(bytes(call)).isEqualTo("title=%C3%9C+%26+%3D+%2B+%2520%0A%F0%9F%8E%AC&storyboard="
                + "%7B%22a%22%3A1.50%7D&is_transition=true&duration=5&webhook_url="
                + "https%3A%2F%2Fus.example%2Fwebhooks%2Fvimmerse%2Fabc");
        assertThat(call.entity().getContentLength()).isEqualTo(bytes(call).length());
    }

    @Test
    void aWholeNumberOfAnObjectIsWrittenAsOneHoweverItCameButNotWhatIsPassedThrough() throws Exception {
        ObjectNode fields = TestLedger.json("""
                {"idea":"5.0","scene_count":5.0,"scene_duration":1e1,"elements":{"objects":[{"size":2.0}]}}""");

        for (Dialect dialect : List.of(json, v2)) {
            OutgoingCall call = dialect.outgoing(StoryCall.IDEA_TO_VIDEO, null, fields, null, null);

            assertThat(bytes(call)).isEqualTo("{\"idea\":\"5.0\",\"scene_count\":5,\"scene_duration\":10,"
                    + "\"elements\":{\"objects\":[{\"size\":2.0}]}}");
        }
        assertThat(fields.path("scene_count").isIntegralNumber()).as("the ledger's own stays as it was").isFalse();
    }

    @Test
    void concatAndAStageWithoutFieldsAreEmptyBodiesOfTheirType() throws Exception {
        for (OutgoingCall call : new OutgoingCall[] {json.composing("s-1"),
            json.outgoing(StoryCall.ELEMENTS, "s-1", TestLedger.json("{}"), null, null)}) {
            assertThat(bytes(call)).isEmpty();
            assertThat(call.entity().getContentType()).isEqualTo("application/x-www-form-urlencoded");
        }
        assertThat(bytes(v2.composing("s-1"))).isEqualTo("{}");
        assertThat(v2.composing("s-1").path()).isEqualTo("/v2/story/s-1/concat");
    }

    @Test
    void aStoryIsLookedAtWhereItIs() {
        assertThat(json.looking("s 1").path()).isEqualTo("/story/s%201");
        assertThat(v2.looking("s 1").path()).isEqualTo("/v2/story/s%201");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"data\":{\"id\":\"s-1\"}} | true | true",
        "{\"id\":\"s-1\"} | false | true", "{\"data\":null} | false | true", "[] | false | false"})
    void onlyTheSecondVersionsAnswerIsTheStoryItself(String answer, boolean inJson, boolean inV2) throws Exception {
        var read = new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer);

        assertThat(json.storyIn(read).isPresent()).isEqualTo(inJson);
        assertThat(v2.storyIn(read).isPresent()).isEqualTo(inV2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"form", "json", "v2"})
    void eachDialectIsFoundByItsNameAndHasItsRowInTheDocumentation(String name) throws Exception {
        assertThat(new Dialects(json).named(name).name()).isEqualTo(name);
        assertThat(Dialects.names()).contains(name).hasSize(3);
        assertThat(java.nio.file.Files.readString(java.nio.file.Path.of("docs/dialects.md")))
                .contains("\n| `" + name + "` |");
    }

    private static Set<String> names(String part, StoryCall call) {
        Set<String> names = new TreeSet<>();
        ServiceDocument.get().bodyOf(ofTheService(call)).path(part).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> required(StoryCall call) {
        Set<String> names = new TreeSet<>();
        ServiceDocument.get().bodyOf(ofTheService(call)).path("required").forEach(name -> names.add(name.textValue()));
        return names;
    }

    private static ApiCall ofTheService(StoryCall call) {
        return call == StoryCall.STORYBOARD ? ApiCall.STORY : ApiCall.valueOf(call.name());
    }

    private static String bytes(OutgoingCall call) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        call.entity().writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
