package io.storyreel.messaging.sqs;

import software.amazon.awssdk.services.sqs.model.SqsException;

/** SQS takes no such message: above all, it is too large. Another one it may take. */
public class MessageRefused extends SqsException {

    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;

    MessageRefused(String queue, SqsException refusal) {
        super((Builder) refusal.toBuilder().message(queue + ": " + refusal.getMessage()));
    }

    /** What SQS says of the queue or of us begins otherwise, or has a class of its own. */
    static boolean isOne(SqsException refusal) {
        return refusal.getClass() == SqsException.class && refusal.statusCode() == BAD_REQUEST
                && refusal.awsErrorDetails() != null
                && String.valueOf(refusal.awsErrorDetails().errorCode()).startsWith("Invalid");
    }
}
