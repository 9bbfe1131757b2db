package io.storyreel.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One request of a document.
 *
 * @param pointer where it stands: {@code /3} in a batch, empty in a document of its own
 * @param request its fields, as the user wrote them
 */
public record RequestItem(String pointer, ObjectNode request) {

    /** The later stages of the advanced mode that have fields of their own in {@code stages}. */
    public static final List<String> STAGES = List.of("elements", "scenes", "videos");

    /**
     * The requests of a document in their order.
     *
     * @param document one request or an array of them; what in it is not an object is left out: the schema tells that
     */
    public static List<RequestItem> in(JsonNode document) {
        if (document instanceof ObjectNode one) {
            return List.of(new RequestItem("", one));
        }
        List<RequestItem> items = new ArrayList<>();
        for (int i = 0; document.isArray() && i < document.size(); i++) {
            if (document.get(i) instanceof ObjectNode item) {
                items.add(new RequestItem("/" + i, item));
            }
        }
        return items;
    }

    /** Whether it continues a story in review instead of asking for a new one. */
    public boolean isResume() {
        return request.has("resume");
    }

    /** Whether it goes step by step instead of by one automatic call. */
    public boolean isAdvanced() {
        return "advanced".equals(request.path("mode").asText());
    }

    /** Whether a field is there; an empty list counts as absent. */
    public boolean has(String field) {
        JsonNode value = request.get(field);
        return value != null && !(value.isArray() && value.isEmpty());
    }

    /** Whether the story is made from images. */
    public boolean hasImages() {
        return has("image_files") || has("image_urls");
    }

    /** The names of the image files in the order listed, empty where there are none. */
    public List<String> imageFiles() {
        return texts("image_files");
    }

    /** The elements of a list of texts; anything else in it is an empty text, the schema has said so. */
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        JsonNode list = request.path(field);
        if (list.isArray()) {
            list.forEach(element -> texts.add(element.asText()));
        }
        return texts;
    }

    /** The names of the fields that are there. */
    public Stream<String> fields() {
        return request.propertyStream().map(Map.Entry::getKey).filter(this::has);
    }

    /** A problem with a field of this item. */
    public FieldProblem problem(String field, String message) {
        return new FieldProblem(FieldProblem.pointer(pointer, field), message);
    }

    /** A problem with an element of a list of this item. */
    public FieldProblem problem(String field, int index, String message) {
        return new FieldProblem(FieldProblem.pointer(pointer, field) + "/" + index, message);
    }
}
