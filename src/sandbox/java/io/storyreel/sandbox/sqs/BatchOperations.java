package io.storyreel.sandbox.sqs;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The operations on up to ten messages at once. An entry may fail without the others. */
final class BatchOperations {

    private static final int MOST_ENTRIES = 10;

    private static final int MOST_BYTES = QueueAttribute.LARGEST_MESSAGE.highest();

    private final Queues queues;

    private final MessageOperations messages;

    BatchOperations(Queues queues, MessageOperations messages) {
        this.queues = queues;
        this.messages = messages;
    }

    ObjectNode send(SqsCall call) {
        int size = call.entries().stream().mapToInt(BatchOperations::sizeOf).sum();
        if (size > MOST_BYTES) {
            throw new Refusal(RefusalKind.BATCH_REQUEST_TOO_LONG, "Batch requests cannot be longer than " + MOST_BYTES
                    + " bytes. You have sent " + size + " bytes.");
        }
        return perform(call, messages::send);
    }

    private static int sizeOf(SqsCall entry) {
        try {
            return MessageContents.of(entry).size();
        } catch (Refusal refusedLater) {
            return 0;
        }
    }

    ObjectNode delete(SqsCall call) {
        return perform(call, messages::delete);
    }

    ObjectNode changeVisibility(SqsCall call) {
        return perform(call, messages::changeVisibility);
    }

    private ObjectNode perform(SqsCall call, BiFunction<MessageQueue, SqsCall, ObjectNode> operation) {
        MessageQueue queue = queues.at(call.text("QueueUrl"));
        checkEntries(call);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode successful = result.putArray("Successful");
        ArrayNode failed = result.putArray("Failed");
        for (SqsCall entry : call.entries()) {
            String id = entry.text("Id");
            try {
                successful.add(operation.apply(queue, entry).put("Id", id));
            } catch (Refusal refusal) {
                failed.addObject().put("Id", id).put("SenderFault", true).put("Code", refusal.kind().code())
                        .put("Message", refusal.getMessage());
            }
        }
        return result;
    }

    private static void checkEntries(SqsCall call) {
        List<SqsCall> entries = call.entries();
        if (entries.isEmpty()) {
            throw new Refusal(RefusalKind.EMPTY_BATCH_REQUEST, "There should be at least one " + call.operation()
                    + "RequestEntry in the request.");
        }
        if (entries.size() > MOST_ENTRIES) {
            throw new Refusal(RefusalKind.TOO_MANY_ENTRIES, "Maximum number of entries per request are "
                    + MOST_ENTRIES + ". You have sent " + entries.size() + ".");
        }
        Set<String> ids = new HashSet<>();
        entries.forEach(entry -> checkId(entry.text("Id"), ids));
    }

    private static void checkId(String id, Set<String> before) {
        if (!id.matches("[A-Za-z0-9_-]{1,80}")) {
            throw new Refusal(RefusalKind.INVALID_BATCH_ENTRY_ID, "A batch entry id can only contain alphanumeric "
                    + "characters, hyphens and underscores. It can be at most 80 letters long.");
        }
        if (!before.add(id)) {
            throw new Refusal(RefusalKind.BATCH_ENTRY_IDS_NOT_DISTINCT, "Id " + id + " repeated.");
        }
    }
}
