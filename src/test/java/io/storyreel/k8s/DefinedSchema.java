package io.storyreel.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

/** A kind that a custom resource definition describes. As in the API server's strict checks, nothing else is known. */
final class DefinedSchema implements ObjectSchema {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final JsonNode openApi;

    private final JsonSchema schema;

    private DefinedSchema(JsonNode openApi) {
        this.openApi = openApi;
        JsonNode strict = openApi.deepCopy();
        ((ObjectNode) strict.path("properties")).putObject("metadata").put("type", "object");
        close(strict);
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(strict);
    }

    /** The first version of a definition on the class path. */
    static DefinedSchema of(String resource) {
        return new DefinedSchema(read(resource).at("/spec/versions/0/schema/openAPIV3Schema"));
    }

    /** The same with what a later version of the definition has more: schemas by JSON pointer, in a file beside. */
    DefinedSchema with(String resource) {
        JsonNode later = openApi.deepCopy();
        read(resource).fields().forEachRemaining(entry -> {
            int end = entry.getKey().lastIndexOf('/');
            ((ObjectNode) later.at(entry.getKey().substring(0, end)))
                    .set(entry.getKey().substring(end + 1), entry.getValue());
        });
        return new DefinedSchema(later);
    }

    @Override
    public List<String> problemsOf(JsonNode object) {
        return schema.validate(object).stream().map(ValidationMessage::getMessage).toList();
    }

    /** From what Kubernetes makes of JSON Schema to JSON Schema; an object with fields has no others. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode part) {
            if (part.remove("x-kubernetes-int-or-string") != null) {
                part.remove("type");
                part.putArray("type").add("integer").add("string");
            }
            if (part.path("nullable").asBoolean()) {
                part.putArray("type").add(part.path("type").asText()).add("null");
            }
            boolean open = part.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            if (part.path("properties").isObject() && !open && !part.has("additionalProperties")) {
                part.put("additionalProperties", false);
            }
            part.retain(part.properties().stream().map(java.util.Map.Entry::getKey)
                    .filter(name -> !name.startsWith("x-kubernetes-") && !name.equals("nullable")
                            && !name.equals("format"))
                    .toList());
            part.path("properties").forEach(DefinedSchema::close);
            close(part.path("items"));
            close(part.path("additionalProperties"));
        } else if (node instanceof ArrayNode parts) {
            parts.forEach(DefinedSchema::close);
        }
    }

    private static JsonNode read(String resource) {
        try (InputStream in = DefinedSchema.class.getResourceAsStream("/" + resource)) {
            return YAML.readTree(Objects.requireNonNull(in, resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
