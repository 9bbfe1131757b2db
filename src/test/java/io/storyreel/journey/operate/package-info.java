/** Journeys of those who run it: settings, stops, upgrades, logs, traces, metrics, Camel K, the sandbox. */
package io.storyreel.journey.operate;
