/** Makes the ledgers of a release, which later ones are tried on: {@code ./sandbox ledgers}. */
package io.storyreel.sandbox.ledgers;
