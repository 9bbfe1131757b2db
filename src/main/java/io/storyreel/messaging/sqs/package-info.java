/**
 * SQS: queue URLs, attributes, groups of FIFO queues, rejections.
 *
 * <p>Knows {@code messaging}.
 */
package io.storyreel.messaging.sqs;
