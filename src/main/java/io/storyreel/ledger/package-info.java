/**
 * The truth: every change of a story's state is one guarded UPDATE, here or in a package below, and nowhere else is
 * SQL. What returns from here is as durable as it says.
 *
 * <p>Knows {@code ledger.sql}, {@code ledger.claim}, {@code ledger.event}, {@code ledger.budget},
 * {@code ledger.database}; of {@code ledger.batch} one statement, no stage.
 */
package io.storyreel.ledger;
