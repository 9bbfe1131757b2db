/**
 * Kafka: positions, headers, commits, and whether a result is in its topic already.
 *
 * <p>Knows {@code messaging} and the ledger's reads.
 */
package io.storyreel.messaging.kafka;
