/**
 * What monitoring is told of the present: how many stories are in which state, what waits, what holds the work back.
 *
 * <p>Knows {@code ledger.budget}, {@code ledger.query}, {@code ledger.database}, {@code service}.
 */
package io.storyreel.metrics.gauges;
