package io.storyreel.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An example that was put into the inbox under a request id of its own, so that it is not taken for a duplicate. */
record DroppedRequest(String requestId, String title) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    static DroppedRequest drop(Path example, Path inbox) throws IOException {
        ObjectNode request = (ObjectNode) JSON.readTree(example.toFile());
        String id = example.getFileName().toString().replace(".json", "") + "-" + STAMP.format(LocalDateTime.now());
        request.put("request_id", id);
        InboxWriter.put(inbox, id + ".json", JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(request));
        return new DroppedRequest(id, request.path("title").asText(id));
    }
}
