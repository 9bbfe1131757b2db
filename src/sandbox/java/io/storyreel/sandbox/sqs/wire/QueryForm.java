package io.storyreel.sandbox.sqs.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.sqs.Refusal;
import io.storyreel.sandbox.sqs.RefusalKind;

/**
 * Reads the parameters of the Query protocol and brings them into the shape of the JSON protocol:
 * {@code MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String} becomes
 * {@code "MessageAttributes": {"a": {"DataType": "String"}}}.
 */
final class QueryForm {

    private QueryForm() {
    }

    /** Refuses a form that is not properly encoded. */
    static ObjectNode parse(String form) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        for (String field : form.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                put(tree, decoded(field.substring(0, equals)).split("\\."), decoded(field.substring(equals + 1)));
            }
        }
        return shaped(tree);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refusal(RefusalKind.MALFORMED_INPUT, "The form is not properly encoded.");
        }
    }

    private static void put(ObjectNode tree, String[] path, String value) {
        ObjectNode node = tree;
        for (int i = 0; i < path.length - 1; i++) {
            node = node.get(path[i]) instanceof ObjectNode inner ? inner : node.putObject(path[i]);
        }
        if (path.length > 0) {
            node.put(path[path.length - 1], value);
        }
    }

    private static ObjectNode shaped(ObjectNode tree) {
        ObjectNode shaped = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            if (!(member.getValue() instanceof ObjectNode inner)) {
                shaped.set(member.getKey(), member.getValue());
            } else if (isNumbered(inner)) {
                shaped.set(plural(member.getKey()), listOrMap(inOrder(inner)));
            } else {
                shaped.set(member.getKey(), shaped(inner));
            }
        }
        return shaped;
    }

    private static boolean isNumbered(ObjectNode node) {
        return node.properties().stream().allMatch(member -> member.getKey().matches("\\d{1,9}"));
    }

    private static List<JsonNode> inOrder(ObjectNode numbered) {
        List<Map.Entry<String, JsonNode>> items = new ArrayList<>(numbered.properties());
        items.sort(Comparator.comparingInt(item -> Integer.parseInt(item.getKey())));
        return items.stream().map(Map.Entry::getValue)
                .map(item -> item instanceof ObjectNode inner ? shaped(inner) : item)
                .toList();
    }

    private static String plural(String name) {
        return name.endsWith("BatchRequestEntry") ? "Entries" : name + "s";
    }

    private static JsonNode listOrMap(List<JsonNode> items) {
        if (items.stream().allMatch(item -> item.has("Name") && item.has("Value"))) {
            ObjectNode map = JsonNodeFactory.instance.objectNode();
            items.forEach(item -> map.set(item.path("Name").asText(), item.path("Value")));
            return map;
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        items.forEach(list::add);
        return list;
    }
}
