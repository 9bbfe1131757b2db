package io.storyreel.sandbox.ledgers;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A story as it was when the app was killed.
 *
 * @param requestId whose it is
 * @param state     what the app said of it
 * @param idea      what the service was told, or would have been
 * @param storyId   the service's, paid for; empty where it has none yet
 */
public record KnownStory(@JsonProperty("request_id") String requestId, @JsonProperty("state") String state,
        @JsonProperty("idea") String idea, @JsonProperty("story_id") String storyId) {
}
