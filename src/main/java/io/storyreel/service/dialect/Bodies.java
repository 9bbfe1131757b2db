package io.storyreel.service.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Bodies without files, whole in memory. Neither type has a {@code charset}: both are UTF-8 by their standards. */
final class Bodies {

    private static final ContentType JSON = ContentType.create("application/json");

    private static final ContentType URLENCODED = ContentType.create("application/x-www-form-urlencoded");

    private Bodies() {
    }

    /**
     * One JSON object (RFC 8259); without fields an empty one. Whole numbers are written as such: to a schema {@code
     * 5.0} is one (JSON Schema validation, 6.1.1), while many a reader wants an integer written without a point. What
     * is inside a field is passed through as it came.
     */
    static HttpEntity json(ObjectNode fields, String webhookUrl) {
        ObjectNode body = fields.deepCopy();
        fields.fields().forEachRemaining(field -> Form.whole(field.getValue())
                .ifPresent(number -> body.put(field.getKey(), number)));
        if (webhookUrl != null) {
            body.put("webhook_url", webhookUrl);
        }
        return new ByteArrayEntity(body.toString().getBytes(StandardCharsets.UTF_8), JSON);
    }

    /**
     * A form as browsers write it by default (WHATWG URL, 5): structured fields as JSON text in one field. An empty
     * text is left out, as in {@link Form}.
     */
    static HttpEntity urlencoded(ObjectNode fields, String webhookUrl) {
        StringJoiner body = new StringJoiner("&");
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            add(body, field.getKey(), Form.text(field.getValue()));
        }
        if (webhookUrl != null) {
            add(body, "webhook_url", webhookUrl);
        }
        return new ByteArrayEntity(body.toString().getBytes(StandardCharsets.US_ASCII), URLENCODED);
    }

    private static void add(StringJoiner body, String name, String text) {
        if (!text.isEmpty()) {
            body.add(encoded(name) + "=" + encoded(text));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
