/**
 * The object store: its one client, a key made of a template, and its failures in plain words.
 *
 * <p>Knows no other package.
 */
package io.storyreel.s3;
