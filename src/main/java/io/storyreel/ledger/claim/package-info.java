/**
 * Who works on which story, and when there is something to do. No two processes ever work on one story; what a killed
 * one has claimed comes free.
 *
 * <p>Knows {@code ledger.sql}, {@code ledger.database}; no move.
 */
package io.storyreel.ledger.claim;
