/**
 * Kafka: positions, headers and commits.
 *
 * <p>Knows {@code messaging}.
 */
package io.storyreel.messaging.kafka;
