package io.storyreel.story;

import java.time.Instant;
import java.util.Locale;

/**
 * Something that has become of a story.
 *
 * @param at when
 * @param kind what
 * @param step the advanced mode's next step then, or null
 * @param progress percent, as the service told it, or null
 * @param errorCode what had gone wrong, or null
 */
public record StoryEvent(Instant at, Kind kind, String step, Integer progress, String errorCode) {

    /** What may become of one. The names outside Java are the same in lower case. */
    public enum Kind {
        /** Taken up. */
        ACCEPTED,
        /** About to be sent to the service. */
        SUBMITTING,
        /** Certainly not taken by the service, or to be sent once more by {@code on-uncertain-submit=retry}. */
        AGAIN,
        /** The service has no credit left. */
        WAITING_CREDIT,
        /** The day's budget has no room for it. */
        HELD,
        /** There is credit again. */
        CREDIT,
        /** May have been paid for, its answer is lost. */
        UNCERTAIN,
        /** A step of the advanced mode has its answer; {@code step} is the next one. */
        STEP,
        /** Waits for a person. */
        REVIEW,
        /** A person has looked. */
        RESUMED,
        /** The service has taken it. */
        GENERATING,
        /** Its webhook was called. */
        CALLBACK,
        /** A look showed that it is further. */
        PROGRESS,
        /** /concat is called. */
        COMPOSING,
        /** The video is made and on its way to the bucket. */
        DELIVERING,
        /** The video is in the bucket. */
        DELIVERED,
        /** Ended without a video. */
        FAILED,
        /** A person said: once more. */
        RETRIED,
        /** The outcome has arrived where it was asked for. */
        REPORTED;

        /** The name outside Java. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
