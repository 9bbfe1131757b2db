package io.storyreel.sandbox.sqs;

import java.util.EnumMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** The attributes of a queue that were set; the others have their initial values. */
record QueueSettings(Map<QueueAttribute, Integer> values) {

    static QueueSettings initial() {
        return new QueueSettings(Map.of());
    }

    int value(QueueAttribute attribute) {
        return values.getOrDefault(attribute, attribute.initial());
    }

    /** These, changed as an object of names and values says. */
    QueueSettings with(JsonNode changes) {
        Map<QueueAttribute, Integer> changed = new EnumMap<>(QueueAttribute.class);
        changed.putAll(values);
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            QueueAttribute attribute = QueueAttribute.named(change.getKey())
                    .orElseThrow(() -> unknown(change.getKey()));
            changed.put(attribute, checked(attribute, change.getValue().asText()));
        }
        return new QueueSettings(Map.copyOf(changed));
    }

    static Refusal unknown(String attribute) {
        return new Refusal(RefusalKind.INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + attribute + ".");
    }

    private static int checked(QueueAttribute attribute, String text) {
        if (text.matches("\\d{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= attribute.lowest() && value <= attribute.highest()) {
                return value;
            }
        }
        throw new Refusal(RefusalKind.INVALID_ATTRIBUTE_VALUE, "Invalid value for the parameter "
                + attribute.wireName() + ".");
    }
}
