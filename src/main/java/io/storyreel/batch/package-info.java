/**
 * Files of many requests: sheets (CSV) and JSON Lines, from the first row to the sheet of results.
 *
 * <p>Knows {@code inbox}, {@code intake}, {@code request}, {@code request.rules}, {@code images}, {@code files},
 * {@code template}, {@code ledger.batch}, {@code ledger.query}, {@code result}, {@code metrics}, {@code trace}.
 */
package io.storyreel.batch;
