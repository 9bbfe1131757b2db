package io.storyreel.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** A result that a queue has found too large: the same without what makes it large, and what to say beside it. */
@ApplicationScoped
@Named("shortResult")
@Unremovable
public class ShortResult {

    /** Exchange property with what a reader is told instead. */
    static final String WORDS = "shortened";

    /** Characters that are left of an error's message. */
    private static final int MESSAGE = 500;

    private final ObjectMapper json = new ObjectMapper();

    /** The result without its storyboard, as UTF-8; leaves the words for its reader in the property shortened. */
    public byte[] of(@Body byte[] whole, Exchange exchange) throws IOException {
        ObjectNode result = (ObjectNode) json.readTree(whole);
        JsonNode storyboard = result.remove("storyboard");
        if (result.path("error") instanceof ObjectNode error) {
            error.put("message", cut(error.path("message").asText()));
        }
        exchange.setProperty(WORDS, "the whole result has " + whole.length + " bytes, more than this queue takes"
                + (storyboard == null ? "" : "; its storyboard is left out")
                + ": GET /api/stories/" + result.path("request_id").asText() + " shows it");
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(result).getBytes(StandardCharsets.UTF_8);
    }

    private static String cut(String message) {
        return message.codePointCount(0, message.length()) <= MESSAGE ? message
                : message.substring(0, message.offsetByCodePoints(0, MESSAGE)) + "\u2026";
    }
}
