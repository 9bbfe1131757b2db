/**
 * The database below the ledger: reaching it, forcing commits to the disk, H2's files in order.
 *
 * <p>Knows {@code fault}, {@code files}, {@code log}, {@code settings}; not the ledger above it.
 */
package io.storyreel.ledger.database;
