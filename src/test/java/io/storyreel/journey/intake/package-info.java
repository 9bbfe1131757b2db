/** Journeys of what comes in: by the inbox, a sheet, a queue or HTTP. */
package io.storyreel.journey.intake;
