package io.storyreel.request.rules;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import io.storyreel.request.FieldProblem;
import io.storyreel.text.Excerpt;
import io.storyreel.text.NearestName;

/**
 * The words for what the validator found, taken from the schema itself: a bound that changes there changes here.
 *
 * @param schema the whole schema
 */
record SchemaMessages(JsonNode schema) {

    /** So many names can be listed instead of naming the nearest. */
    private static final int FEW = 6;

    /** One finding of the validator in plain words. */
    FieldProblem on(ValidationMessage found) {
        String pointer = pointer(found.getInstanceLocation());
        JsonNode holder = holderOf(found);
        return switch (found.getType()) {
            case "additionalProperties" -> new FieldProblem(FieldProblem.pointer(pointer, found.getProperty()),
                    unknown(found.getProperty(), namesIn(holder)));
            case "required" -> new FieldProblem(FieldProblem.pointer(pointer, found.getProperty()),
                    "is missing: give " + needed(holder.path("properties").path(found.getProperty())));
            default -> new FieldProblem(pointer, onValue(found, needed(holder)));
        };
    }

    private String onValue(ValidationMessage found, String needed) {
        JsonNode value = found.getInstanceNode();
        if (value == null || value.isNull()) {
            return "null is not allowed: leave the field out, or give " + needed;
        }
        String shown = shown(value);
        return switch (found.getType()) {
            case "type" -> shown + " is " + kind(value) + ": needs to be " + needed;
            case "minimum", "maximum" -> shown + " is out of bounds: " + needed;
            case "minItems" -> "an empty list is not allowed: " + needed;
            default -> shown + " is not allowed: " + needed;
        };
    }

    /** The schema object that the broken keyword stands in, or the first one around it that says what is needed. */
    private JsonNode holderOf(ValidationMessage found) {
        JsonPointer place = JsonPointer.compile(found.getSchemaLocation().getFragment().toString()).head();
        while (!place.matches() && !schema.at(place).has("type") && !schema.at(place).has("description")) {
            place = place.head();
        }
        return schema.at(place);
    }

    private String needed(JsonNode rule) {
        if (rule.has("$ref")) {
            return needed(schema.at(rule.path("$ref").asText().substring(1)));
        }
        if (rule.has("enum")) {
            return "one of " + list(rule.path("enum"));
        }
        // A pattern says nothing to a user, and several types are told by their description only.
        if (rule.has("pattern") || !rule.path("type").isTextual()) {
            return rule.path("description").asText("something else");
        }
        return switch (rule.path("type").asText()) {
            case "integer" -> "a whole number" + range(rule);
            case "string" -> "text" + length(rule);
            case "boolean" -> "true or false";
            case "array" -> rule.has("minItems") ? "a list with at least one item" : "a list";
            default -> "an object";
        };
    }

    private static String range(JsonNode rule) {
        if (rule.has("minimum") && rule.has("maximum")) {
            return " from " + rule.path("minimum") + " to " + rule.path("maximum");
        }
        return rule.has("minimum") ? " of at least " + rule.path("minimum") : "";
    }

    private static String length(JsonNode rule) {
        String most = rule.has("maxLength") ? ", at most " + rule.path("maxLength") + " characters" : "";
        return (rule.has("minLength") ? " that is not empty" : "") + most;
    }

    private static String list(JsonNode values) {
        StringBuilder list = new StringBuilder();
        values.forEach(value -> list.append(list.isEmpty() ? "" : ", ").append(value.asText()));
        return list.toString();
    }

    private static String unknown(String name, List<String> known) {
        String nearest = NearestName.to(name, known);
        if (nearest != null) {
            return "unknown field: did you mean \"" + nearest + "\"?";
        }
        return known.size() <= FEW ? "unknown field: only " + String.join(", ", known) + " can stand here"
                : "unknown field: leave it out; schemas/story-request.schema.json lists the known ones";
    }

    private static List<String> namesIn(JsonNode objectSchema) {
        List<String> names = new ArrayList<>();
        objectSchema.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String shown(JsonNode value) {
        return value.isContainerNode() ? "this" : new Excerpt(value.toString(), Excerpt.OF_A_VALUE).toString();
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            default -> "an object";
        };
    }

    private static String pointer(JsonNodePath path) {
        String pointer = "";
        for (int i = 0; i < path.getNameCount(); i++) {
            pointer = FieldProblem.pointer(pointer, path.getElement(i));
        }
        return pointer;
    }
}
