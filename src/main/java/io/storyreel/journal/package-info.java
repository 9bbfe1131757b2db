/**
 * What Storyreel says of its work: one line a decision, each of a named event, and about which story it is. The names
 * are an interface: docs/operations.md lists them.
 *
 * <p>Knows no other package, and every one may know it.
 */
package io.storyreel.journal;
