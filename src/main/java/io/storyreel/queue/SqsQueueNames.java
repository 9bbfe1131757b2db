package io.storyreel.queue;

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

/**
 * Finds a queue's address by its name when it is first used. Camel's endpoint would look for it at the start of the
 * app, by listing all queues, and end the start where SQS can't be reached.
 *
 * @param sqs a client without this interceptor
 * @param urls the addresses found so far
 */
record SqsQueueNames(SqsClient sqs, Map<String, String> urls) implements ExecutionInterceptor {

    SqsQueueNames(SqsClient sqs) {
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

    private String url(String queue) {
        return queue.contains("://") ? queue
                : urls.computeIfAbsent(queue, name -> sqs.getQueueUrl(ask -> ask.queueName(name)).queueUrl());
    }
}
