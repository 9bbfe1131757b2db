/**
 * What leads into the ledger: all requests of a document or none, each id once.
 *
 * <p>Knows {@code ledger.sql}, {@code ledger.claim}, {@code ledger.event}.
 */
package io.storyreel.ledger.admission;
