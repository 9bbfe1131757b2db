package io.storyreel.sandbox.simulator.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

/** What the service's own OpenAPI document of February 2026 says of its calls, and nothing else. */
public final class ServiceDocument {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is JSON in a string where a form carries it, and an object in the second version. */
    private static final Set<String> STRUCTURED = Set.of("storyboard", "audio_option", "elements");

    /** Sets to which the service's newer pages add. */
    private static final Set<String> OPEN_SETS = Set.of("image_tool", "video_tool", "motion_type", "option");

    private static final Map<ApiCall, String> PATHS = Map.of(ApiCall.IDEA_TO_VIDEO, "/story/idea-2-video",
            ApiCall.IMAGES_TO_VIDEO, "/story/images-2-video", ApiCall.URL_TO_VIDEO, "/story/url-2-video",
            ApiCall.STORY, "/story", ApiCall.ELEMENTS, "/story/{story_id}/elements",
            ApiCall.SCENES, "/story/{story_id}/scenes", ApiCall.VIDEOS, "/story/{story_id}/videos",
            ApiCall.CONCAT, "/story/{story_id}/concat");

    private static final ServiceDocument ONLY = new ServiceDocument();

    private final Map<ApiCall, String> types = new EnumMap<>(ApiCall.class);

    private final Map<ApiCall, ObjectNode> bodies = new EnumMap<>(ApiCall.class);

    private final Map<ApiCall, JsonSchema> schemas = new EnumMap<>(ApiCall.class);

    private final Map<ApiCall, JsonSchema> secondSchemas = new EnumMap<>(ApiCall.class);

    private ServiceDocument() {
        JsonNode document = read();
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V202012);
        PATHS.forEach((call, path) -> {
            Map.Entry<String, JsonNode> content = document.at("/paths").path(path).at("/post/requestBody/content")
                    .properties().iterator().next();
            types.put(call, content.getKey());
            // Without a base of its own a reference is followed from the document's root, which a part is not.
            String name = content.getValue().at("/schema/$ref").textValue().replaceFirst(".*/", "");
            ObjectNode body = document.at("/components/schemas/" + name).deepCopy();
            body.put("additionalProperties", false);
            bodies.put(call, body);
            schemas.put(call, factory.getSchema(body));
            secondSchemas.put(call, factory.getSchema(ofTheSecondVersion(body)));
        });
    }

    /** The document. */
    public static ServiceDocument get() {
        return ONLY;
    }

    /** How the call's body is sent. */
    public String typeOf(ApiCall call) {
        return types.get(call);
    }

    /** The schema of the call's body: {@code properties}, {@code required}. */
    public JsonNode bodyOf(ApiCall call) {
        return bodies.get(call);
    }

    /** What the document objects to in a call that came as it should. */
    public List<Problem> problemsOf(ApiCall kind, ReceivedCall call) {
        JsonNode body = types.get(kind).equals("application/json") ? parsed(call.json()) : typed(kind, call);
        return problems(schemas.get(kind), body);
    }

    List<Problem> problemsOfTheSecondVersion(ApiCall kind, ReceivedCall call) {
        return problems(secondSchemas.get(kind), parsed(call.json()));
    }

    private static List<Problem> problems(JsonSchema schema, JsonNode body) {
        return schema.validate(body).stream()
                .map(message -> new Problem(fieldOf(message), message.getMessage(), message.getType())).toList();
    }

    private static String fieldOf(ValidationMessage message) {
        String property = message.getProperty();
        String place = message.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
        return property == null ? place : property;
    }

    /** A form's texts as the values that FastAPI makes of them before it looks at their bounds. */
    private JsonNode typed(ApiCall kind, ReceivedCall call) {
        ObjectNode body = JSON.createObjectNode();
        call.fields().stream().map(FormField::name).distinct()
                .forEach(name -> body.set(name, value(kind, name, call.all(name))));
        call.files().forEach(file -> body.withArray(file.field()).add(file.sha256()));
        return body;
    }

    private JsonNode value(ApiCall kind, String name, List<String> texts) {
        String text = texts.get(0);
        return switch (bodies.get(kind).path("properties").path(name).path("type").asText("string")) {
            case "array" -> {
                ArrayNode list = JSON.createArrayNode();
                texts.forEach(list::add);
                yield list;
            }
            case "integer", "boolean" -> text.matches("-?\\d{1,18}|true|false") ? parsed(text)
                    : JSON.getNodeFactory().textNode(text);
            default -> JSON.getNodeFactory().textNode(text);
        };
    }

    private static ObjectNode ofTheSecondVersion(ObjectNode body) {
        ObjectNode second = body.deepCopy();
        ObjectNode properties = (ObjectNode) second.path("properties");
        properties.remove("image_files");
        STRUCTURED.stream().filter(properties::has)
                .forEach(name -> properties.set(name, JSON.createObjectNode().put("type", "object")));
        OPEN_SETS.stream().filter(properties::has).forEach(name -> ((ObjectNode) properties.get(name)).remove("enum"));
        return second;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static JsonNode read() {
        try (InputStream document = ServiceDocument.class.getResourceAsStream("/service/openapi-2026-02.json")) {
            return JSON.readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
