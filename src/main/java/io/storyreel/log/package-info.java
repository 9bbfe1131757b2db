/**
 * What may be shown in a log: one line, no control character, no secret.
 *
 * <p>Knows {@code fault} alone.
 */
package io.storyreel.log;
