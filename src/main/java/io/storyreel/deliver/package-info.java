/**
 * Deliver, the fourth stage: one whole object, verified, and its sidecar. Every step may be repeated; whatever goes
 * wrong leaves as a {@link io.storyreel.fault.StoryFault}.
 *
 * <p>Knows {@code download}, {@code s3}, {@code handover}, {@code ledger}, {@code ledger.claim},
 * {@code ledger.database}, {@code service}, {@code http}; no other stage.
 */
package io.storyreel.deliver;
