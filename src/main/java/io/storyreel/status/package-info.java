/**
 * Where is my story: status page, API, manual retry, readiness.
 *
 * <p>Knows {@code ledger}, {@code ledger.batch}, {@code ledger.budget}, {@code ledger.query}, {@code result},
 * {@code request}, {@code service}, {@code intake}, {@code inbox}; of the last two only how they get on.
 */
package io.storyreel.status;
