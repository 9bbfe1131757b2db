/**
 * Faults and errors as users read them, how often a fault is logged, how long a repetition waits, and the end of a
 * process whose memory has run out.
 *
 * <p>Knows {@code settings} and {@code text} alone.
 */
package io.storyreel.fault;
