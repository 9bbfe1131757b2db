package io.storyreel.journey;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request as a user writes it. */
record Request(ObjectNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** One whose idea holds the markers for the simulator; no two ids share an idea. */
    static Request of(String id, String... markers) {
        return new Request(MAPPER.createObjectNode().put("request_id", id)
                .put("idea", "The tale of " + id + " " + String.join(" ", markers)));
    }

    /** The same with one more field. */
    Request with(String field, Object value) {
        ObjectNode more = json.deepCopy();
        more.set(field, MAPPER.valueToTree(value));
        return new Request(more);
    }

    String id() {
        return json.path("request_id").asText();
    }

    String idea() {
        return json.path("idea").asText();
    }

    String fileName() {
        return id() + ".json";
    }

    byte[] bytes() {
        return json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
