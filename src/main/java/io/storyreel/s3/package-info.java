/**
 * The object store: its one client, a key made of a template, and its failures in plain words.
 *
 * <p>Knows {@code story}, {@code service} for a title, {@code fault}, {@code settings}.
 */
package io.storyreel.s3;
