/**
 * The paid story service: calls that are never repeated by themselves, permits, the circuit breaker, its answers read
 * leniently, its callback's address.
 *
 * <p>Knows {@code service.dialect}, {@code proxy}, {@code fault}, {@code settings}, {@code text},
 * {@code metrics}, {@code trace}; no stage.
 */
package io.storyreel.service;
