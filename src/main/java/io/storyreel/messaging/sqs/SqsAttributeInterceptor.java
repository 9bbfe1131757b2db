package io.storyreel.messaging.sqs;

import java.util.LinkedHashMap;
import java.util.Map;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Puts a request's own attributes on the message of its result or rejection, and gives one for a FIFO queue its place
 * there. They travel through Camel in attributes of their own, which end here: Camel's headers know neither the
 * attributes' types nor the difference between {@code Foo} and {@code foo}, and it takes a queue for FIFO by the name
 * of its endpoint.
 */
final class SqsAttributeInterceptor implements ExecutionInterceptor {

    /** The request's attributes, as {@link SqsAttributes} packs them. */
    static final String PACKED = "storyreel-origin";

    /** The group of a FIFO queue that the message belongs to. */
    static final String GROUP = "storyreel-fifo-group";

    /** What a FIFO queue drops a message by that is sent once more. */
    static final String ONCE = "storyreel-fifo-once";

    /** SQS allows so many attributes to a message. */
    private static final int MOST = 10;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return context.request() instanceof SendMessageRequest send ? asTheReaderGetsIt(send) : context.request();
    }

    private static SendMessageRequest asTheReaderGetsIt(SendMessageRequest send) {
        Map<String, MessageAttributeValue> all = new LinkedHashMap<>(send.messageAttributes());
        String packed = text(all.remove(PACKED));
        String group = text(all.remove(GROUP));
        String once = text(all.remove(ONCE));
        SqsAttributes.unpack(packed).entrySet().stream().limit(Math.max(0, MOST - all.size()))
                .forEach(one -> all.putIfAbsent(one.getKey(), one.getValue()));
        SendMessageRequest.Builder outgoing = send.toBuilder().messageAttributes(all);
        return send.queueUrl().endsWith(".fifo")
                ? outgoing.messageGroupId(group).messageDeduplicationId(once).build() : outgoing.build();
    }

    private static String text(MessageAttributeValue value) {
        return value == null ? null : value.stringValue();
    }
}
