/**
 * Texts that are shown to people, and a text's digest: bounded, in one line, safe to read.
 *
 * <p>Knows no other package.
 */
package io.storyreel.text;
