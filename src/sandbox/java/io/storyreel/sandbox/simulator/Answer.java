package io.storyreel.sandbox.simulator;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.simulator.call.Problem;

/**
 * What the service says.
 *
 * @param storyId the story it speaks of, or empty
 */
record Answer(int status, String contentType, String body, Map<String, String> headers, String storyId) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Integer, String> MESSAGES = Map.of(400, "BAD_REQUEST", 401, "UNAUTHORIZED",
            402, "INSUFFICIENT_CREDIT", 403, "FORBIDDEN", 404, "NOT_FOUND", 429, "TOO_MANY_REQUESTS");

    static Answer story(JsonNode story) {
        return json(200, JSON.createObjectNode().set("data", story), story.path("id").asText());
    }

    static Answer empty() {
        return json(200, JSON.createObjectNode(), "");
    }

    /** An error as this status usually looks: the service's own JSON up to 499, a gateway's page above. */
    static Answer error(int status) {
        if (status >= 500) {
            return page(status, "Error " + status);
        }
        if (status == 422) {
            return invalid(List.of(new Problem("idea", "Value error, refused by the simulator", "value_error")));
        }
        return json(status, JSON.createObjectNode().put("message", MESSAGES.getOrDefault(status, "ERROR")), "");
    }

    static Answer invalid(List<Problem> problems) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode detail = body.putArray("detail");
        for (Problem problem : problems) {
            ObjectNode entry = detail.addObject();
            entry.putArray("loc").add("body").add(problem.field());
            entry.put("msg", problem.message()).put("type", problem.type());
        }
        return json(422, body, "");
    }

    static Answer page(int status, String text) {
        return new Answer(status, "text/html", "<html><body><h1>" + text + "</h1></body></html>", Map.of(), "");
    }

    static Answer noStory() {
        return json(200, JSON.createObjectNode().set("data", JSON.createObjectNode()), "");
    }

    static Answer json(int status, JsonNode body, String storyId) {
        return new Answer(status, "application/json", body.toString(), Map.of(), storyId);
    }

    Answer withHeader(String name, String value) {
        return new Answer(status, contentType, body, Map.of(name, value), storyId);
    }

    /** The same without the {@code data} around it, as the service's second version answers. */
    Answer unwrapped() {
        if (status != 200 || !body.startsWith("{\"data\":")) {
            return this;
        }
        String inner = body.substring("{\"data\":".length(), body.length() - 1);
        return new Answer(status, contentType, inner, headers, storyId);
    }
}
