/**
 * JMS by Artemis' protocol or AMQP: connections, what a message holds, time limits for sending.
 *
 * <p>Knows {@code messaging}, {@code request}, {@code trace}, and the backoff of recipients in {@code report}.
 */
package io.storyreel.messaging.jms;
