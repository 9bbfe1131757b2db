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
 */
record MessageContents(String body, List<MessageAttribute> attributes) {

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
        return new MessageContents(body, List.copyOf(attributes));
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
