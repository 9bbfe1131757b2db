package io.storyreel.sandbox.sqs;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The operations on single messages. Those that take a queue serve the entries of batches as well. */
final class MessageOperations {

    private final Vertx vertx;

    private final Queues queues;

    MessageOperations(Vertx vertx, Queues queues) {
        this.vertx = vertx;
        this.queues = queues;
    }

    ObjectNode send(SqsCall call) {
        return send(queueOf(call), call);
    }

    ObjectNode send(MessageQueue queue, SqsCall call) {
        FifoRules.check(queue, call);
        MessageContents contents = MessageContents.of(call)
                .noLongerThan(queue.settings().value(QueueAttribute.LARGEST_MESSAGE));
        return MessageJson.sent(queue.send(contents, call.number("DelaySeconds", QueueAttribute.DELAY_SECONDS, queue)));
    }

    Future<ObjectNode> receive(SqsCall call, BooleanSupplier isClientGone) {
        MessageQueue queue = queueOf(call);
        int most = call.number("MaxNumberOfMessages", 1, 10, 1);
        int hidden = call.number("VisibilityTimeout", QueueAttribute.VISIBILITY_TIMEOUT, queue);
        int wait = call.number("WaitTimeSeconds", QueueAttribute.RECEIVE_WAIT_SECONDS, queue);
        return new LongPoll(vertx, queue, () -> queue.receive(most, hidden), isClientGone, wait).start()
                .map(messages -> result(messages, call));
    }

    private static ObjectNode result(List<StoredMessage> messages, SqsCall call) {
        // Clients name the system attributes in the newer or the older of the two parameters.
        Set<String> system = new HashSet<>(call.names("MessageSystemAttributeNames"));
        system.addAll(call.names("AttributeNames"));
        NameFilter systemAttributes = new NameFilter(system);
        NameFilter attributes = new NameFilter(call.names("MessageAttributeNames"));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (!messages.isEmpty()) {
            ArrayNode list = result.putArray("Messages");
            messages.forEach(message -> list.add(MessageJson.received(message, systemAttributes, attributes)));
        }
        return result;
    }

    ObjectNode delete(SqsCall call) {
        return delete(queueOf(call), call);
    }

    ObjectNode delete(MessageQueue queue, SqsCall call) {
        queue.delete(Receipt.of(call.text("ReceiptHandle")));
        return JsonNodeFactory.instance.objectNode();
    }

    ObjectNode changeVisibility(SqsCall call) {
        call.text("VisibilityTimeout");
        return changeVisibility(queueOf(call), call);
    }

    ObjectNode changeVisibility(MessageQueue queue, SqsCall call) {
        int hidden = call.number("VisibilityTimeout", QueueAttribute.VISIBILITY_TIMEOUT, queue);
        queue.changeVisibility(Receipt.of(call.text("ReceiptHandle")), hidden);
        return JsonNodeFactory.instance.objectNode();
    }

    private MessageQueue queueOf(SqsCall call) {
        return queues.at(call.text("QueueUrl"));
    }
}
