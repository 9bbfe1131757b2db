/**
 * Files of many requests: taken up whole or not at all, how far each is, and its results written once all have ended.
 *
 * <p>Knows {@code ledger.sql}, {@code ledger.claim}, {@code ledger.admission}.
 */
package io.storyreel.ledger.batch;
