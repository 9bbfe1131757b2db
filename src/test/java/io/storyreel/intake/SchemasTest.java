package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.storyreel.service.Dialect;
import io.storyreel.service.Dialects;
import io.storyreel.service.StoryCall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas as files of their own. */
class SchemasTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    @ParameterizedTest
    @ValueSource(strings = {"story-request.schema.json", "story-result.schema.json"})
    void aSchemaFollowsItsOwnDraft(String name) throws Exception {
        JsonSchema draft = FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(schema(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"story-request.schema.json", "story-result.schema.json"})
    void everyFieldTellsAnEditorWhatItIs(String name) throws Exception {
        List<String> silent = new ArrayList<>();
        collectSilentFields(schema(name), schema(name), "", silent);

        assertThat(silent).isEmpty();
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
        assertThat(FACTORY.getSchema(schema("story-result.schema.json")).validate(MAPPER.readTree(result))).isNotEmpty();
    }

    private static void collectSilentFields(JsonNode root, JsonNode node, String at, List<String> silent) {
        node.path("properties").properties().forEach(field -> {
            JsonNode told = field.getValue();
            JsonNode shared = root.at(told.path("$ref").asText("#").substring(1));
            boolean speaks = (told.has("title") || shared.has("title"))
                    && (told.has("description") || shared.has("description"));
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
