/** Journeys of the paid calls: their fields, their answers, credit, budget and the advanced mode. */
package io.storyreel.journey.submit;
