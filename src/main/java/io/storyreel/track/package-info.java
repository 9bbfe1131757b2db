/**
 * Track, the third stage: ticket, callback and observation joined by batch id; only a GET decides.
 *
 * <p>Knows {@code handover}, {@code ledger}, {@code ledger.claim}, {@code service}, {@code service.dialect},
 * {@code metrics}, {@code trace}; no other stage.
 */
package io.storyreel.track;
