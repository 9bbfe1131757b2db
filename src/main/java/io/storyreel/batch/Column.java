package io.storyreel.batch;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A column of a sheet.
 *
 * @param name as its header has it
 * @param path the field of the request, those that it is nested in first; empty where the column has none
 * @param type what its cells become
 */
record Column(String name, List<String> path, CellType type) {

    /** The field as a JSON pointer. */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        path.forEach(part -> pointer.append('/').append(part.replace("~", "~0").replace("/", "~1")));
        return pointer.toString();
    }

    /** Whether the place in a request is this column's, or within it. */
    boolean holds(String pointer) {
        return !path.isEmpty() && (pointer.equals(pointer()) || pointer.startsWith(pointer() + "/"));
    }

    void set(ObjectNode request, JsonNode value) {
        ObjectNode holder = request;
        for (String part : path.subList(0, path.size() - 1)) {
            holder = holder.withObject(part.equals("") ? "/" : pointerOf(part));
        }
        holder.set(path.get(path.size() - 1), value);
    }

    private static String pointerOf(String part) {
        return "/" + part.replace("~", "~0").replace("/", "~1");
    }
}
