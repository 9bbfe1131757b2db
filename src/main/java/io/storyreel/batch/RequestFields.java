package io.storyreel.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.text.NearestName;

/**
 * What the published schema says of the fields of a request: which there are, and what a cell of each becomes.
 *
 * @param schema the whole of it
 */
record RequestFields(JsonNode schema) {

    private static final List<String> REQUESTS = List.of("storyRequest", "resumeRequest");

    /** Whether a request has a field of that name. */
    boolean has(String field) {
        return REQUESTS.stream().anyMatch(kind -> of(kind).has(field));
    }

    /**
     * What the cells of a column become.
     *
     * @param path the field, those that it is nested in first
     * @return empty where there is no such field
     */
    Optional<CellType> typeOf(List<String> path) {
        return REQUESTS.stream().map(kind -> typeOf(of(kind), path)).flatMap(Optional::stream).findFirst();
    }

    /** What a wrong name was meant to be, or null. */
    String nearest(String name) {
        List<String> names = new ArrayList<>();
        REQUESTS.forEach(kind -> collect(of(kind), "", names));
        return NearestName.to(name, names);
    }

    private Optional<CellType> typeOf(JsonNode fields, List<String> path) {
        JsonNode field = resolved(fields.path(path.get(0)));
        if (field.isMissingNode()) {
            return Optional.empty();
        }
        if (path.size() == 1) {
            return Optional.of(type(field));
        }
        List<String> rest = path.subList(1, path.size());
        if (field.has("properties")) {
            return typeOf(field.path("properties"), rest);
        }
        return field.path("additionalProperties").isObject() && rest.size() == 1 ? Optional.of(CellType.TEXT)
                : Optional.empty();
    }

    private CellType type(JsonNode field) {
        if (!field.path("type").isTextual()) {
            // Several types: an object that can be switched off, a list or an object.
            return field.path("type").toString().contains("boolean") ? CellType.BOOLEAN : CellType.JSON;
        }
        return switch (field.path("type").asText()) {
            case "integer", "number" -> CellType.NUMBER;
            case "boolean" -> CellType.BOOLEAN;
            case "string" -> CellType.TEXT;
            case "array" -> resolved(field.path("items")).path("type").asText().equals("string") ? CellType.LIST
                    : CellType.JSON;
            default -> CellType.JSON;
        };
    }

    private void collect(JsonNode fields, String before, List<String> names) {
        fields.properties().forEach(field -> {
            names.add(before + field.getKey());
            collect(resolved(field.getValue()).path("properties"), before + field.getKey() + ".", names);
        });
    }

    private JsonNode of(String kind) {
        return schema.at("/$defs/" + kind + "/properties");
    }

    private JsonNode resolved(JsonNode field) {
        return field.has("$ref") ? schema.at(field.path("$ref").asText().substring(1)) : field;
    }
}
