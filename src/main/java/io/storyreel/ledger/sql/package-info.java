/**
 * How the ledger speaks to its database, H2 or PostgreSQL alike: statements, transactions, what is on the disk when a
 * call returns, and rows read as stories.
 *
 * <p>Knows {@code ledger.database}; nothing of what a statement is for.
 */
package io.storyreel.ledger.sql;
