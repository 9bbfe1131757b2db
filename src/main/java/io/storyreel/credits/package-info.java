/**
 * What stories cost before they are paid for.
 *
 * <p>Knows {@code ledger.budget}, {@code story}, {@code settings}.
 */
package io.storyreel.credits;
