/** Journeys of those who look, and of their retries. */
package io.storyreel.journey.status;
