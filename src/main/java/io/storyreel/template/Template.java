package io.storyreel.template;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request with places for values: {@code {{product}}} in any of its texts, blanks within the braces aside. Names of
 * fields have no places, and a value that looks like a place is none: texts are gone through once.
 *
 * @param fields the request as the file has it
 * @param places the names of the values in each top-level field
 */
record Template(ObjectNode fields, Map<String, Set<String>> places) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}]+)}}");

    static Template of(ObjectNode fields) {
        Map<String, Set<String>> places = new LinkedHashMap<>();
        fields.properties().forEach(field -> {
            Set<String> names = new LinkedHashSet<>();
            collect(field.getValue(), names);
            places.put(field.getKey(), names);
        });
        return new Template(fields, places);
    }

    /** Whether any text has a permit for it. */
    boolean uses(String value) {
        return places.values().stream().anyMatch(names -> names.contains(value));
    }

    /** The values that a request needs which brings these fields of its own. */
    Set<String> needed(Set<String> ownFields) {
        Set<String> needed = new LinkedHashSet<>();
        places.forEach((field, names) -> {
            if (!ownFields.contains(field)) {
                needed.addAll(names);
            }
        });
        return needed;
    }

    /**
     * One of its fields with the values in their places.
     *
     * @param room what may still be written; counted down
     * @throws TooLarge where that would be more
     */
    JsonNode filled(String field, Map<String, String> values, ExpansionLimit room) throws TooLarge {
        return filled(fields.get(field), values, room);
    }

    private static JsonNode filled(JsonNode node, Map<String, String> values, ExpansionLimit room) throws TooLarge {
        room.takeNode();
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(text(node.textValue(), values, room));
        }
        if (node.isArray()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode(node.size());
            for (JsonNode element : node) {
                list.add(filled(element, values, room));
            }
            return list;
        }
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                room.take(field.getKey().length());
                object.set(field.getKey(), filled(field.getValue(), values, room));
            }
            return object;
        }
        return node;
    }

    private static String text(String text, Map<String, String> values, ExpansionLimit room) throws TooLarge {
        StringBuilder filled = new StringBuilder();
        Matcher place = PLACE.matcher(text);
        int end = 0;
        while (place.find()) {
            // Nothing to say within the braces: no place.
            String value = isName(place) ? values.get(name(place)) : place.group();
            String before = text.substring(end, place.start());
            room.take(before.length() + value.length());
            filled.append(before).append(value);
            end = place.end();
        }
        room.take(text.length() - end);
        return filled.append(text, end, text.length()).toString();
    }

    private static void collect(JsonNode node, Set<String> names) {
        if (node.isTextual()) {
            Matcher place = PLACE.matcher(node.textValue());
            while (place.find()) {
                if (isName(place)) {
                    names.add(name(place));
                }
            }
        }
        node.forEach(child -> collect(child, names));
    }

    private static boolean isName(Matcher place) {
        return !place.group(1).isBlank();
    }

    private static String name(Matcher place) {
        return place.group(1).strip();
    }
}
