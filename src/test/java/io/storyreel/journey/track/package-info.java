/** Journeys of what is being made: callbacks, questions, and how it ends. */
package io.storyreel.journey.track;
