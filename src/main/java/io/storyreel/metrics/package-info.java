/**
 * What is counted for monitoring: what became of stories and documents, calls to the service, callbacks. Each counter
 * is there, at 0, before anything has happened, and no label grows with stories.
 *
 * <p>Knows {@code fault} alone. What is counted, and when, is for those to say who make it happen.
 */
package io.storyreel.metrics;
