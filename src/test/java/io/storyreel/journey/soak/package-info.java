/** The hour of everything at once. */
package io.storyreel.journey.soak;
