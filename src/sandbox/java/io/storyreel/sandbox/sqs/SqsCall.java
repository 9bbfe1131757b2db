package io.storyreel.sandbox.sqs;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a client wants, whichever protocol it spoke.
 *
 * @param operation  SendMessage, ReceiveMessage
 * @param parameters in the shape of the JSON protocol; numbers may be text
 */
public record SqsCall(String operation, JsonNode parameters) {

    /** A parameter that must be there. */
    String text(String name) {
        String value = parameters.path(name).asText("");
        if (value.isEmpty()) {
            throw new Refusal(RefusalKind.MISSING_PARAMETER, "The request must contain the parameter " + name + ".");
        }
        return value;
    }

    /** A number that must lie between the two, or the other one when the call has none. */
    int number(String name, int lowest, int highest, int otherwise) {
        JsonNode value = parameters.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        String text = value.asText();
        if (text.matches("-?\\d{1,9}") && Integer.parseInt(text) >= lowest && Integer.parseInt(text) <= highest) {
            return Integer.parseInt(text);
        }
        throw new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, "Value " + text + " for parameter " + name
                + " is invalid. Reason: Must be between " + lowest + " and " + highest + ", if provided.");
    }

    /** A number as a queue's attribute limits it, or the queue's own when the call has none. */
    int number(String name, QueueAttribute attribute, MessageQueue queue) {
        return number(name, attribute.lowest(), attribute.highest(), queue.settings().value(attribute));
    }

    /** A list of texts, without one that comes again. */
    Set<String> names(String name) {
        Set<String> names = new LinkedHashSet<>();
        parameters.path(name).forEach(item -> names.add(item.asText()));
        return names;
    }

    /** The calls a batch consists of. */
    List<SqsCall> entries() {
        return StreamSupport.stream(parameters.path("Entries").spliterator(), false)
                .map(entry -> new SqsCall(operation, entry))
                .toList();
    }
}
