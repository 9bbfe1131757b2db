/**
 * How a story gets from stage to stage: permits, claims that end with their exchange, sweeps, signals that wake them,
 * and the cadence of all that.
 *
 * <p>Knows {@code ledger.claim}, {@code story}, {@code service}, {@code settings}, {@code trace}; no stage.
 */
package io.storyreel.handover;
