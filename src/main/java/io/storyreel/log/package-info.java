/**
 * What may be shown in a log: one line, no control character, no secret.
 *
 * <p>Knows {@code fault} alone, and whose story a line is from {@code journal}.
 */
package io.storyreel.log;
