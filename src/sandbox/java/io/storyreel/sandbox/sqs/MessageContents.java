package io.storyreel.sandbox.sqs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a sender puts into a message.
 *
 * @param attributes sorted by their names
 * @param group      of a FIFO queue: messages of a group are received one behind the other; null in any other
 * @param once       of a FIFO queue: what the same message is known by when it is sent again; null in any other
 */
record MessageContents(String body, List<MessageAttribute> attributes, String group, String once) {

    /** The contents of a call that sends one message; refuses what SQS refuses, except for the size. */
    static MessageContents of(SqsCall call) {
        String body = call.text("MessageBody");
        ContentRules.checkBody(body);
        List<MessageAttribute> attributes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : call.parameters().path("MessageAttributes").properties()) {
            String dataType = entry.getValue().path("DataType").asText();
            MessageAttribute empty = new MessageAttribute(entry.getKey(), dataType, "");
            attributes.add(new MessageAttribute(entry.getKey(), dataType,
                    entry.getValue().path(empty.valueMember()).asText("")));
        }
        ContentRules.checkAttributes(attributes);
        attributes.sort(Comparator.comparing(MessageAttribute::name));
        return new MessageContents(body, List.copyOf(attributes), textOrNull(call, "MessageGroupId"),
                textOrNull(call, "MessageDeduplicationId"));
    }

    private static String textOrNull(SqsCall call, String name) {
        return call.parameters().hasNonNull(name) ? call.text(name) : null;
    }

    /** Refuses the contents when they are longer than so many bytes. */
    MessageContents noLongerThan(int most) {
        if (size() > most) {
            throw new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, "One or more parameters are invalid. "
                    + "Reason: Message must be shorter than " + most + " bytes.");
        }
        return this;
    }

    /** The bytes that count: of the body, and of the attributes with their names and types. */
    int size() {
        return body.getBytes(StandardCharsets.UTF_8).length
                + attributes.stream().mapToInt(MessageAttribute::size).sum();
    }
}
