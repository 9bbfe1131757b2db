package io.storyreel.batch;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;

/**
 * How large the request of a row is once it is whole. Each cell of a sheet that holds JSON was read within the bounds
 * of a document of its own, and a template may have come to it: together they can be more than any document may be.
 */
final class RowSize {

    private long characters;

    private int nodes;

    private RowSize() {
    }

    /**
     * The request itself.
     *
     * @throws InvalidRequest where it has more than {@link Rows#LONGEST} characters, or than
     *         {@link StrictJson#MAX_NODES} nodes, or is nested deeper than {@link StrictJson#MAX_NESTING}
     */
    static JsonNode checked(JsonNode request) throws InvalidRequest {
        new RowSize().count(request, 1);
        return request;
    }

    private void count(JsonNode node, int depth) throws InvalidRequest {
        if (++nodes > StrictJson.MAX_NODES) {
            throw tooMuch("more than " + StrictJson.MAX_NODES + " JSON nodes (values, lists and objects)");
        }
        if (node.isContainerNode()) {
            if (depth > StrictJson.MAX_NESTING) {
                throw tooMuch("lists and objects nested deeper than " + StrictJson.MAX_NESTING + " levels");
            }
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                count(field.getKey());
                count(field.getValue(), depth + 1);
            }
            if (node.isArray()) {
                for (JsonNode element : node) {
                    count(element, depth + 1);
                }
            }
        } else {
            count(node.asText());
        }
    }

    private void count(String text) throws InvalidRequest {
        characters += text.length();
        if (characters > Rows.LONGEST) {
            throw tooMuch("more than " + Rows.LONGEST + " characters");
        }
    }

    private static InvalidRequest tooMuch(String what) {
        return new InvalidRequest("", "the request of this row, with its template filled in, has " + what
                + ": give it less");
    }
}
