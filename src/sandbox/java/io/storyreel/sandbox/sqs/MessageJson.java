package io.storyreel.sandbox.sqs;

import java.util.List;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Messages as answers show them. */
final class MessageJson {

    private MessageJson() {
    }

    /** To its sender: the id and the digests. */
    static ObjectNode sent(StoredMessage message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("MessageId", message.id())
                .put("MD5OfMessageBody", Md5.of(message.contents().body()));
        if (!message.contents().attributes().isEmpty()) {
            json.put("MD5OfMessageAttributes", Md5.of(message.contents().attributes()));
        }
        return json;
    }

    /** To its receiver, with the attributes asked for; the digest is of those alone. */
    static ObjectNode received(StoredMessage message, NameFilter systemAttributes, NameFilter attributes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("MessageId", message.id())
                .put("ReceiptHandle", message.receipt().handle())
                .put("MD5OfBody", Md5.of(message.contents().body()))
                .put("Body", message.contents().body());
        ObjectNode system = systemAttributes(message);
        system.properties().removeIf(attribute -> !systemAttributes.takes(attribute.getKey()));
        if (!system.isEmpty()) {
            json.set("Attributes", system);
        }
        List<MessageAttribute> shown = message.contents().attributes().stream()
                .filter(attribute -> attributes.takes(attribute.name()))
                .toList();
        if (!shown.isEmpty()) {
            json.put("MD5OfMessageAttributes", Md5.of(shown));
            ObjectNode values = json.putObject("MessageAttributes");
            shown.forEach(attribute -> values.putObject(attribute.name())
                    .put(attribute.valueMember(), attribute.value()).put("DataType", attribute.dataType()));
        }
        return json;
    }

    private static ObjectNode systemAttributes(StoredMessage message) {
        ObjectNode system = JsonNodeFactory.instance.objectNode();
        if (message.contents().group() != null) {
            system.put("MessageGroupId", message.contents().group())
                    .put("MessageDeduplicationId", message.contents().once());
        }
        return system
                .put("ApproximateReceiveCount", String.valueOf(message.receives()))
                .put("SentTimestamp", String.valueOf(message.sentAt().toEpochMilli()))
                .put("ApproximateFirstReceiveTimestamp", String.valueOf(message.firstReceivedAt().toEpochMilli()));
    }
}
