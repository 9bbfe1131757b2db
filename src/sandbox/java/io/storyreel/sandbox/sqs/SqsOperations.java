package io.storyreel.sandbox.sqs;

import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What there is to call: each operation by its name. */
final class SqsOperations {

    private final QueueOperations queues;

    private final MessageOperations messages;

    private final BatchOperations batches;

    SqsOperations(Vertx vertx, Queues queues) {
        this.queues = new QueueOperations(queues);
        this.messages = new MessageOperations(vertx, queues);
        this.batches = new BatchOperations(queues, messages);
    }

    /** Does what the call wants; refuses by a failed future or a {@link Refusal} thrown. */
    Future<ObjectNode> perform(SqsCall call, BooleanSupplier isClientGone) {
        if (call.operation().equals("ReceiveMessage")) {
            return messages.receive(call, isClientGone);
        }
        return Future.succeededFuture(switch (call.operation()) {
            case "CreateQueue" -> queues.create(call);
            case "GetQueueUrl" -> queues.url(call);
            case "ListQueues" -> queues.list(call);
            case "PurgeQueue" -> queues.purge(call);
            case "GetQueueAttributes" -> queues.attributes(call);
            case "SetQueueAttributes" -> queues.setAttributes(call);
            case "SendMessage" -> messages.send(call);
            case "DeleteMessage" -> messages.delete(call);
            case "ChangeMessageVisibility" -> messages.changeVisibility(call);
            case "SendMessageBatch" -> batches.send(call);
            case "DeleteMessageBatch" -> batches.delete(call);
            case "ChangeMessageVisibilityBatch" -> batches.changeVisibility(call);
            default -> throw new Refusal(RefusalKind.INVALID_ACTION, "The action " + call.operation()
                    + " is not valid for this endpoint.");
        });
    }
}
