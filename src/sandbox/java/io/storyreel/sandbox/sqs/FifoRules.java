package io.storyreel.sandbox.sqs;

/** What a FIFO queue wants of a message and any other queue refuses. It has no deduplication by content. */
final class FifoRules {

    private static final String CHARACTERS = "[A-Za-z0-9!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]{1,128}";

    private FifoRules() {
    }

    static void check(MessageQueue queue, SqsCall call) {
        boolean hasGroup = call.parameters().hasNonNull("MessageGroupId");
        boolean hasOnce = call.parameters().hasNonNull("MessageDeduplicationId");
        if (!queue.isFifo()) {
            if (hasGroup || hasOnce) {
                throw invalid("The request includes a parameter that is not valid for this queue type.");
            }
            return;
        }
        String group = call.text("MessageGroupId");
        if (!hasOnce) {
            throw invalid("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
                    + "provided explicitly.");
        }
        if (!group.matches(CHARACTERS) || !call.text("MessageDeduplicationId").matches(CHARACTERS)) {
            throw invalid("MessageGroupId and MessageDeduplicationId can only include alphanumeric and punctuation "
                    + "characters. 1 to 128 in length.");
        }
        if (call.parameters().path("DelaySeconds").asInt(0) > 0) {
            throw invalid("Value for parameter DelaySeconds is invalid. Reason: The request include parameter that is "
                    + "not valid for this queue type.");
        }
    }

    private static Refusal invalid(String message) {
        return new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, message);
    }
}
