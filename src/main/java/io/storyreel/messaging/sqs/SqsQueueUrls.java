package io.storyreel.messaging.sqs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Finds a queue's address by its name or its ARN when it is first used. Camel's endpoint would look for it at the start
 * of the app, by listing all queues, and end the start where SQS can't be reached. What SQS refuses names the queue: by
 * itself it does not say which one does not exist.
 *
 * @param sqs a client without this interceptor
 * @param urls the addresses found so far
 */
record SqsQueueUrls(SqsClient sqs, Map<String, String> urls) implements ExecutionInterceptor {

    /** The parts of an ARN: the last is the name, the one before it the account. */
    private static final int ARN = 6;

    SqsQueueUrls(SqsClient sqs) {
        this(sqs, new ConcurrentHashMap<>());
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof ReceiveMessageRequest receive) {
            return receive.toBuilder().queueUrl(url(receive.queueUrl())).build();
        }
        if (request instanceof DeleteMessageRequest delete) {
            return delete.toBuilder().queueUrl(url(delete.queueUrl())).build();
        }
        if (request instanceof ChangeMessageVisibilityBatchRequest change) {
            return change.toBuilder().queueUrl(url(change.queueUrl())).build();
        }
        return request instanceof SendMessageRequest send ? send.toBuilder().queueUrl(url(send.queueUrl())).build()
                : request;
    }

    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        String queue = context.request().getValueForField("QueueUrl", String.class).orElse(null);
        if (queue == null || !(context.exception() instanceof SqsException refusal)) {
            return context.exception();
        }
        return context.request() instanceof SendMessageRequest && MessageRefused.isOne(refusal)
                ? new MessageRefused(queue, refusal) : named(queue, refusal);
    }

    private String url(String queue) {
        return queue.contains("://") ? queue : urls.computeIfAbsent(queue, this::find);
    }

    private String find(String queue) {
        String[] arn = queue.split(":");
        try {
            return sqs.getQueueUrl(ask -> ask.queueName(arn[arn.length - 1])
                    .queueOwnerAWSAccountId(arn.length == ARN ? arn[ARN - 2] : null)).queueUrl();
        } catch (SqsException refusal) {
            throw named(queue, refusal);
        }
    }

    private static SqsException named(String queue, SqsException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return message.contains(queue) ? refusal
                : (SqsException) refusal.toBuilder().message(queue + ": " + message).build();
    }
}
