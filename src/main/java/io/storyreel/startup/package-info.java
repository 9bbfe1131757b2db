/**
 * Starts Storyreel: the main class, the checks of all settings before anything else runs, {@code --check}.
 *
 * <p>May know everything; nobody knows it.
 */
package io.storyreel.startup;
