/**
 * The status page: its files, what it asks for beside the API, and the stream that tells it what changes.
 *
 * <p>Knows {@code status}, {@code ledger}, {@code ledger.budget}, {@code ledger.event}, {@code ledger.query},
 * {@code result}, {@code service}, {@code download}.
 */
package io.storyreel.page;
