package io.storyreel.result;

import java.math.BigDecimal;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.fault.StoryError;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;

/**
 * What the asker gets back, as {@code schemas/story-result.schema.json} publishes it; what is not known is absent.
 *
 * @param requestId the request; absent where a document could not be read that far
 * @param status {@code delivered}, {@code failed}, {@code rejected}, {@code duplicate} or {@code review}
 * @param storyId the service's id
 * @param video the object in the bucket
 * @param usedCredits what the service says it cost
 * @param estimatedCredits what it was thought to cost when it was taken up
 * @param error why it is not delivered
 * @param receivedAt when it was taken up, UTC
 * @param submittedAt when the service took it, UTC
 * @param finishedAt when it ended, UTC
 * @param storyboard for a review
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({ "request_id", "status", "story_id", "video", "used_credits", "estimated_credits", "error",
        "received_at", "submitted_at", "finished_at" })
public record StoryResult(@JsonProperty("request_id") String requestId, String status,
        @JsonProperty("story_id") String storyId, Video video, @JsonProperty("used_credits") BigDecimal usedCredits,
        @JsonProperty("estimated_credits") BigDecimal estimatedCredits, Problem error,
        @JsonProperty("received_at") String receivedAt,
        @JsonProperty("submitted_at") String submittedAt, @JsonProperty("finished_at") String finishedAt,
        JsonNode storyboard) {

    /** The object, as results show it. */
    public record Video(String bucket, String key, String uri, long size, String sha256, String etag) {

        static Video of(StoredVideo video) {
            return video == null ? null : new Video(video.bucket(), video.key(), video.uri(), video.size(),
                    video.sha256(), video.etag());
        }
    }

    /** The error, as results show it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Problem(String code, String message, String stage,
            @JsonProperty("http_status") Integer httpStatus, boolean retryable) {

        static Problem of(StoryError error) {
            return error == null ? null : new Problem(error.code().name(), error.message(),
                    error.stage().wireName(), error.httpStatus(), error.code().retryable());
        }
    }

    /** A story's outcome; an uncertain one counts as failed until it is known better. */
    public static StoryResult of(Story story) {
        return of(story, story.state() == StoryState.UNCERTAIN ? StoryState.FAILED.wireName()
                : story.state().wireName(), story.state() == StoryState.DELIVERED ? null : story.error());
    }

    /** The answer to the same request again: it names the first story, and the object once there is one. */
    public static StoryResult duplicateOf(Story first) {
        return of(first, "duplicate", null);
    }

    /** The answer to a document that was not taken up. */
    public static StoryResult rejected(String requestId, StoryError error) {
        return new StoryResult(requestId, "rejected", null, null, null, null, Problem.of(error), null, null, null,
                null);
    }

    private static StoryResult of(Story story, String status, StoryError error) {
        return new StoryResult(story.requestId(), status, story.storyId(), Video.of(story.video()),
                plain(story.usedCredits()), plain(story.estimatedCredits()), Problem.of(error),
                text(story.receivedAt()), text(story.submittedAt()), text(story.finishedAt()),
                status.equals("review") && story.service() != null ? story.service().get("storyboard") : null);
    }

    /** An amount as people write it: 150 and 7.5, not 150.0000 nor 1.5E+2; null stays null. */
    public static BigDecimal plain(BigDecimal credits) {
        if (credits == null) {
            return null;
        }
        BigDecimal shortest = credits.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
