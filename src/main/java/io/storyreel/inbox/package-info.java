/**
 * The inbox folder: a file is read once it has stood still, and archived when the ledger has it. None is lost, altered
 * or overwritten.
 *
 * <p>Knows {@code request}, {@code result}, {@code files}, {@code metrics}; no stage.
 */
package io.storyreel.inbox;
