package io.storyreel.sandbox.sqs.wire;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes a result of the JSON protocol as the Query protocol has it, the opposite of {@link QueryForm}. */
final class QueryXml {

    private QueryXml() {
    }

    /** The members of a result, without an element around them. */
    static String of(String operation, JsonNode result) {
        StringBuilder xml = new StringBuilder();
        for (Map.Entry<String, JsonNode> member : result.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (value.isArray()) {
                value.forEach(item -> element(xml, singular(operation, name), text(operation, item)));
            } else if (name.endsWith("Attributes") && value.isObject()) {
                value.properties().forEach(entry -> element(xml, singular(operation, name), "<Name>"
                        + escaped(entry.getKey()) + "</Name><Value>" + text(operation, entry.getValue()) + "</Value>"));
            } else {
                element(xml, name, text(operation, value));
            }
        }
        return xml.toString();
    }

    private static void element(StringBuilder xml, String name, String content) {
        xml.append('<').append(name).append('>').append(content).append("</").append(name).append('>');
    }

    private static String text(String operation, JsonNode value) {
        return value.isObject() ? of(operation, value) : escaped(value.asText());
    }

    private static String singular(String operation, String name) {
        return switch (name) {
            case "Successful" -> operation + "ResultEntry";
            case "Failed" -> "BatchResultErrorEntry";
            default -> name.substring(0, name.length() - 1);
        };
    }

    static String escaped(String text) {
        // A bare carriage return would be read as a line feed, and the digest of the body no longer fit.
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;");
    }
}
