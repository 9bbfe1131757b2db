package io.storyreel.sandbox.simulator;

import java.time.Instant;

/**
 * One try of the service to tell of a story.
 *
 * @param answer the status code it got, or 0 when there was none within its ten seconds
 */
public record Webhook(String storyId, String url, String status, Instant sentAt, int answer) {

    /** Whether the receiver took it. */
    public boolean isTaken() {
        return answer >= 200 && answer < 300;
    }
}
