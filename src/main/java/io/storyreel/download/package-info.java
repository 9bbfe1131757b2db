/**
 * A video brought whole onto this machine's disk: only from allowed hosts and public addresses, in constant memory,
 * resumed by Range, checked.
 *
 * <p>Knows {@code http}, {@code proxy}, {@code files}, {@code fault}.
 */
package io.storyreel.download;
