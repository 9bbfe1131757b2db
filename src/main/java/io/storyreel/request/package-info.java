/**
 * A request document: strict JSON, its requests, their identity, and every way it can be refused.
 *
 * <p>Knows {@code images}, {@code story}, {@code fault}, {@code settings}, {@code text}.
 */
package io.storyreel.request;
