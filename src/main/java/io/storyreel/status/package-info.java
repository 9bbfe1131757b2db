/**
 * Where is my story: status page, API, manual retry, readiness.
 *
 * <p>Knows {@code ledger}, {@code result}, {@code request}, and how {@code intake} and {@code inbox} get on.
 */
package io.storyreel.status;
