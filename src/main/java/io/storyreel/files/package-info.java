/**
 * Opening and moving files that others may change at the same moment: no link is followed, nothing is replaced, nobody
 * waits for ever.
 *
 * <p>Knows {@code text} alone.
 */
package io.storyreel.files;
