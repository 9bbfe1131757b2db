package io.storyreel.request.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.StoryCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas as files of their own. */
class SchemasTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    @ParameterizedTest
    @ValueSource(strings = {"story-request.schema.json", "story-result.schema.json", "story-template.schema.json"})
    void aSchemaFollowsItsOwnDraft(String name) throws Exception {
        JsonSchema draft = FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(schema(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"story-request.schema.json", "story-result.schema.json", "story-template.schema.json"})
    void everyFieldTellsAnEditorWhatItIs(String name) throws Exception {
        List<String> silent = new ArrayList<>();
        collectSilentFields(schema(name), schema(name), "", silent);

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"story-request.schema.json", "story-result.schema.json"})
    void anExampleIsOneOfWhatIsAllowed(String name) throws Exception {
        JsonNode root = schema(name);
        List<String> wrong = new ArrayList<>();
        collectWrongExamples(root, root, "", wrong);

        assertThat(wrong).isEmpty();
    }

    @Test
    void aTemplateHasTheFieldsOfARequest() throws Exception {
        Set<String> fields = new TreeSet<>();
        schema("story-request.schema.json").at("/$defs/storyRequest/properties").fieldNames()
                .forEachRemaining(fields::add);
        fields.removeAll(Set.of("template", "values"));

        assertThat(schema("story-template.schema.json").path("properties").fieldNames()).toIterable()
                .containsExactlyInAnyOrderElementsOf(fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"idea":"About {{product}}","aspect_ratio":"{{ratio}}","scene_count":3,"audio_option":{"narrator":"{{voice}}"}} | 0
        {"idea":"About {{product}}","aspect_ratio":"2:1"}                     | 1
        {"idea":"About {{product}}","scene_count":"{{count}}"}                | 1
        {"idea":"About {{product}}","sceneCount":3}                           | 1
        {"idea":"About {{product}}","values":{}}                              | 1
        """)
    void aTemplateMayHavePlacesWhereARequestHasATextOfSomeKind(String template, int problems) throws Exception {
        assertThat(templateSchema().validate(MAPPER.readTree(template)).isEmpty()).isEqualTo(problems == 0);
    }

    @Test
    void theExamplesTemplateIsOne() throws Exception {
        assertThat(templateSchema().validate(MAPPER.readTree(Path.of("examples/templates/promo.json").toFile())))
                .isEmpty();
    }

    private static JsonSchema templateSchema() {
        String published = "https://storyreel.io/schemas/";
        return JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.schemaMappers(mappers -> mappers
                .mapPrefix(published, Path.of("schemas").toUri().toString())))
                .getSchema(SchemaLocation.of(published + "story-template.schema.json"));
    }

    private static void collectWrongExamples(JsonNode root, JsonNode node, String at, List<String> wrong) {
        if (node.path("examples").isArray() && node.has("title")) {
            ObjectNode alone = node.deepCopy();
            alone.set("$defs", root.path("$defs"));
            JsonSchema schema = FACTORY.getSchema(alone);
            node.path("examples").forEach(example -> schema.validate(example)
                    .forEach(message -> wrong.add(at + ": " + message)));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectWrongExamples(root, node.get(i), at + "/" + i, wrong);
        }
        node.properties().forEach(child -> {
            if (!child.getKey().equals("examples")) {
                collectWrongExamples(root, child.getValue(), at + "/" + child.getKey(), wrong);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"storyRequest", "elementsStage", "scenesStage", "videosStage"})
    void aFieldThatNotAllDialectsHaveSaysWhichDo(String of) throws Exception {
        Set<String> ours = Set.of("$schema", "request_id", "template", "values", "not_before", "mode",
                "stages", "review", "output");
        schema("story-request.schema.json").at("/$defs/" + of + "/properties").properties().forEach(field -> {
            List<String> having = Dialects.all().stream().filter(dialect -> has(dialect, of, field.getKey()))
                    .map(Dialect::name).toList();
            String words = field.getValue().path("description").asText().toLowerCase(Locale.ROOT);
            Matcher said = Pattern.compile("only in the dialects? ([a-z0-9 ]+)\\.").matcher(words);
            if (!ours.contains(field.getKey())) {
                assertThat(said.find() ? List.of(said.group(1).split(" and ")) : Dialects.names())
                        .as(field.getKey()).isEqualTo(having);
            }
        });
    }

    private static boolean has(Dialect dialect, String of, String field) {
        if (field.equals("url")) {
            return !dialect.fieldsOf(StoryCall.URL_TO_VIDEO).isEmpty();
        }
        String stage = of.replace("Stage", "").toUpperCase(Locale.ROOT);
        return Stream.of(StoryCall.values()).filter(call -> of.equals("storyRequest") || call.name().equals(stage))
                .anyMatch(call -> dialect.fieldsOf(call).contains(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        """
        {"request_id":"a","status":"delivered","story_id":"s","video":{"bucket":"b","key":"k","uri":"s3://b/k",
         "size":1,"sha256":"0000000000000000000000000000000000000000000000000000000000000000","etag":"x-1"},
         "used_credits":12.5,"received_at":"2026-11-22T13:00:00Z","finished_at":"2026-11-22T13:00:00.123456Z"}""",
        """
        {"status":"rejected","error":{"code":"INVALID_REQUEST","message":"m","stage":"intake","retryable":false}}""",
        """
        {"request_id":"a","status":"failed","error":{"code":"API_UNAVAILABLE","message":"m","http_status":503}}""",
        """
        {"request_id":"a","status":"duplicate"}""",
        """
        {"request_id":"a","status":"review","story_id":"s","storyboard":{}}"""
    })
    void aResultOfTheContractIsValid(String result) throws Exception {
        assertThat(FACTORY.getSchema(schema("story-result.schema.json")).validate(MAPPER.readTree(result))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "{\"status\":\"done\"}",
        "{\"status\":\"failed\"}",
        "{\"status\":\"delivered\",\"request_id\":\"a\",\"story_id\":\"s\"}",
        "{\"status\":\"review\",\"request_id\":\"a\",\"story_id\":\"s\"}",
        "{\"status\":\"rejected\",\"error\":{\"code\":\"OOPS\",\"message\":\"m\"}}",
        "{\"status\":\"duplicate\",\"received_at\":\"2026-11-22 13:00:00+00:00\"}",
        "{\"status\":\"duplicate\",\"story_id\":null}"
    })
    void aResultThatTellsTooLittleOrTheWrongThingIsNot(String result) throws Exception {
        assertThat(FACTORY.getSchema(schema("story-result.schema.json")).validate(MAPPER.readTree(result)))
                .isNotEmpty();
    }

    private static void collectSilentFields(JsonNode root, JsonNode node, String at, List<String> silent) {
        node.path("properties").properties().forEach(field -> {
            JsonNode told = field.getValue();
            String ref = told.path("$ref").asText("#");
            JsonNode shared = ref.startsWith("#") ? root.at(ref.substring(1)) : root.path("none");
            boolean speaks = (told.has("title") || shared.has("title"))
                    && (told.has("description") || shared.has("description"))
                    && (told.has("examples") || shared.has("examples"));
            boolean condition = at.endsWith("/if");
            if (!speaks && !condition) {
                silent.add(at + "/" + field.getKey());
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectSilentFields(root, node.get(i), at + "/" + i, silent);
        }
        node.properties().forEach(
                child -> collectSilentFields(root, child.getValue(), at + "/" + child.getKey(), silent));
    }

    private static JsonNode schema(String name) throws Exception {
        return MAPPER.readTree(Path.of("schemas", name).toFile());
    }
}
