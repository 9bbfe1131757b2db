/**
 * JMS by Artemis' protocol or AMQP: connections, what a message holds, time limits for sending.
 *
 * <p>Knows {@code request}, {@code report}, {@code trace}; of the report only the backoff of recipients.
 */
package io.storyreel.messaging.jms;
