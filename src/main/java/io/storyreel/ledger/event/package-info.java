/**
 * What has become of stories: noted, told to who watches, and counted, each with the move that made it and only where
 * that was committed.
 *
 * <p>Knows {@code ledger.sql}, {@code metrics}; no move.
 */
package io.storyreel.ledger.event;
