/**
 * Traces: what happens to a story is told to a tracing system, as one trace. Off unless switched on, and then nothing
 * of OpenTelemetry is loaded. OpenTelemetry is known here alone.
 *
 * <p>Knows {@code story}, {@code journal}, {@code text}, {@code settings}; no stage.
 */
package io.storyreel.trace;
