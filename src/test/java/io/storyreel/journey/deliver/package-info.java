/** Journeys of videos into the store. */
package io.storyreel.journey.deliver;
