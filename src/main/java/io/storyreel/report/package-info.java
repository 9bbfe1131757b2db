/**
 * Report, the last stage: each outcome goes back by the channel its request came by, until it has arrived.
 *
 * <p>Knows {@code handover}, {@code ledger}, {@code ledger.claim}, {@code ledger.database}, {@code result}; no other
 * stage.
 */
package io.storyreel.report;
