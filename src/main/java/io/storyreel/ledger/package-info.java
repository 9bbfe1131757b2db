/**
 * The truth: every change of a story's state is one guarded UPDATE here, and here alone is SQL. What returns from here
 * is as durable as it says.
 *
 * <p>Knows {@code ledger.database}, {@code metrics}; no stage.
 */
package io.storyreel.ledger;
