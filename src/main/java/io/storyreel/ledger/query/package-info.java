/**
 * "Where is my story?", and how many there are: reads, and nothing but reads.
 *
 * <p>Knows {@code ledger.sql}.
 */
package io.storyreel.ledger.query;
