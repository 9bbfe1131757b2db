/** Journeys over kills, outages, clocks and replicas. */
package io.storyreel.journey.faults;
