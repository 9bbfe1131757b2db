/**
 * How the service is spoken to: one class a dialect, which says what a call looks like and what it can carry.
 *
 * <p>Knows {@code fault} and {@code settings}.
 */
package io.storyreel.service.dialect;
