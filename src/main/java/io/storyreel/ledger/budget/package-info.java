/**
 * What stories may cost and have cost: the day's cap, the credit gate, and what is learnt for estimates.
 *
 * <p>Knows {@code ledger.sql}, {@code ledger.claim}, {@code ledger.event}; no move.
 */
package io.storyreel.ledger.budget;
