/**
 * Texts that are shown to people: bounded, in one line, safe to read; a text's digest; the parts of an address.
 *
 * <p>Knows no other package.
 */
package io.storyreel.text;
