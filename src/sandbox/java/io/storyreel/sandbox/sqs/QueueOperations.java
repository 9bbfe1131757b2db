package io.storyreel.sandbox.sqs;

import java.util.Arrays;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The operations on queues as a whole. */
final class QueueOperations {

    private final Queues queues;

    QueueOperations(Queues queues) {
        this.queues = queues;
    }

    ObjectNode create(SqsCall call) {
        String name = call.text("QueueName");
        JsonNode attributes = withoutFifo(name, call.parameters().path("Attributes"));
        boolean isNew = queues.find(name).isEmpty();
        QueueSettings wanted = (isNew ? QueueSettings.initial() : queues.named(name).settings()).with(attributes);
        MessageQueue queue = queues.create(name);
        if (isNew) {
            queue.changeSettings(wanted);
        } else if (!isSame(wanted, queue.settings())) {
            throw new Refusal(RefusalKind.QUEUE_NAME_EXISTS,
                    "A queue already exists with the same name and a different value for an attribute.");
        }
        return url(call);
    }

    /** The name and the attribute have to agree; here the name alone is kept. */
    private static JsonNode withoutFifo(String name, JsonNode attributes) {
        boolean isWanted = attributes.path("FifoQueue").asText("false").equals("true");
        if (isWanted != name.endsWith(MessageQueue.FIFO)) {
            throw new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, "The name of a FIFO queue can only include "
                    + "alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in "
                    + "length.");
        }
        return attributes.isObject() ? ((ObjectNode) attributes.deepCopy()).without("FifoQueue") : attributes;
    }

    private static boolean isSame(QueueSettings one, QueueSettings other) {
        return Arrays.stream(QueueAttribute.values())
                .allMatch(attribute -> one.value(attribute) == other.value(attribute));
    }

    ObjectNode url(SqsCall call) {
        MessageQueue queue = queues.named(call.text("QueueName"));
        return JsonNodeFactory.instance.objectNode().put("QueueUrl", queues.urlOf(queue.name()));
    }

    ObjectNode list(SqsCall call) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode urls = result.putArray("QueueUrls");
        queues.names(call.parameters().path("QueueNamePrefix").asText("")).stream()
                .map(queues::urlOf).forEach(urls::add);
        return result;
    }

    ObjectNode purge(SqsCall call) {
        queues.at(call.text("QueueUrl")).purge();
        return JsonNodeFactory.instance.objectNode();
    }

    ObjectNode attributes(SqsCall call) {
        ObjectNode all = attributesOf(queues.at(call.text("QueueUrl")));
        Set<String> wanted = call.names("AttributeNames");
        wanted.stream().filter(name -> !name.equals("All") && !all.has(name)).findFirst().ifPresent(name -> {
            throw QueueSettings.unknown(name);
        });
        if (!wanted.contains("All")) {
            all.retain(wanted);
        }
        return JsonNodeFactory.instance.objectNode().set("Attributes", all);
    }

    private static ObjectNode attributesOf(MessageQueue queue) {
        ObjectNode all = JsonNodeFactory.instance.objectNode()
                .put("ApproximateNumberOfMessages", String.valueOf(queue.visible()))
                .put("ApproximateNumberOfMessagesNotVisible", String.valueOf(queue.inFlight()))
                .put("ApproximateNumberOfMessagesDelayed", String.valueOf(queue.delayed()))
                .put("QueueArn", "arn:aws:sqs:" + LocalSqs.REGION + ":" + Queues.ACCOUNT + ":" + queue.name());
        if (queue.isFifo()) {
            all.put("FifoQueue", "true");
        }
        for (QueueAttribute attribute : QueueAttribute.values()) {
            all.put(attribute.wireName(), String.valueOf(queue.settings().value(attribute)));
        }
        return all;
    }

    ObjectNode setAttributes(SqsCall call) {
        MessageQueue queue = queues.at(call.text("QueueUrl"));
        queue.changeSettings(queue.settings().with(call.parameters().path("Attributes")));
        return JsonNodeFactory.instance.objectNode();
    }
}
