package io.storyreel.sandbox.sqs;

import java.util.Arrays;
import java.util.Optional;

/** What can be set for a queue. Of the many that SQS has, those this server acts upon. */
enum QueueAttribute {

    VISIBILITY_TIMEOUT("VisibilityTimeout", 0, 43_200, 30),

    DELAY_SECONDS("DelaySeconds", 0, 900, 0),

    RECEIVE_WAIT_SECONDS("ReceiveMessageWaitTimeSeconds", 0, 20, 0),

    LARGEST_MESSAGE("MaximumMessageSize", 1_024, 1_048_576, 1_048_576);

    private final String wireName;

    private final int lowest;

    private final int highest;

    private final int initial;

    QueueAttribute(String wireName, int lowest, int highest, int initial) {
        this.wireName = wireName;
        this.lowest = lowest;
        this.highest = highest;
        this.initial = initial;
    }

    static Optional<QueueAttribute> named(String wireName) {
        return Arrays.stream(values()).filter(attribute -> attribute.wireName.equals(wireName)).findFirst();
    }

    String wireName() {
        return wireName;
    }

    int lowest() {
        return lowest;
    }

    int highest() {
        return highest;
    }

    /** What a queue has that was told nothing else. */
    int initial() {
        return initial;
    }
}
