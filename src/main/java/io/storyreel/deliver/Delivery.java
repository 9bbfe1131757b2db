package io.storyreel.deliver;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoredVideo;

/**
 * One story on its way into the bucket: what the deliver route carries from step to step. What a step has not found
 * out yet is null.
 *
 * @param story the story as the ledger had it when the delivery began
 * @param to where its video goes
 * @param video the video on our disk
 * @param stored the video in the bucket, once it is known to be whole there
 */
public record Delivery(Story story, Destination to, SpooledVideo video, StoredVideo stored) {

    /** The most that one PutObject takes: 5 GiB (S3 user guide, "Uploading objects"). */
    static final long MAX_SINGLE_PUT = 5L << 30;

    Delivery with(SpooledVideo spooled) {
        return new Delivery(story, to, spooled, stored);
    }

    Delivery with(StoredVideo whole) {
        return new Delivery(story, to, video, whole);
    }

    /** Whether the store takes the video in one request. */
    public boolean fitsOnePut() {
        return video.size() <= MAX_SINGLE_PUT;
    }

    /** The user metadata of the video's object, by which a later attempt recognises it. */
    public Map<String, String> metadata() {
        return Map.of(VideoStore.REQUEST_ID, story.requestId(), VideoStore.STORY_ID, VideoStore.ascii(story.storyId()),
                VideoStore.SHA256, video.sha256());
    }

    /** The content of the sidecar: the service's Story object as last seen, JSON in UTF-8. */
    public byte[] sidecar() {
        return (story.service() == null ? "{}" : story.service().toString()).getBytes(StandardCharsets.UTF_8);
    }
}
