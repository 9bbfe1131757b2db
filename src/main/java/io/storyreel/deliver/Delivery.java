package io.storyreel.deliver;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.storyreel.download.SpooledVideo;
import io.storyreel.s3.Destination;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;

/**
 * One story on its way into the bucket: what the deliver route carries from step to step. What a step has not found
 * out yet is null.
 *
 * @param story the story as the ledger had it when the delivery began
 * @param to where its video goes
 * @param video the video on our disk
 * @param found what the store showed at that place before
 * @param beside what the store showed at the sidecar's place before
 * @param stored the video in the bucket, once it is known to be whole there
 */
public record Delivery(Story story, Destination to, SpooledVideo video, ObjectInfo found, ObjectInfo beside,
        StoredVideo stored) {

    /** A delivery of which nothing is known but where it goes. */
    static Delivery of(Story story, Destination to) {
        return new Delivery(story, to, null, null, null, null);
    }

    /** Cheap on purpose, as the story's. */
    @Override
    public int hashCode() {
        return story.hashCode();
    }

    @Override
    public String toString() {
        return story + " to " + to.uri();
    }

    Delivery with(SpooledVideo spooled) {
        return new Delivery(story, to, spooled, found, beside, stored);
    }

    Delivery with(ObjectInfo seen) {
        return new Delivery(story, to, video, seen, beside, stored);
    }

    Delivery withBeside(ObjectInfo seen) {
        return new Delivery(story, to, video, found, seen, stored);
    }

    Delivery with(StoredVideo whole) {
        return new Delivery(story, to, video, found, beside, whole);
    }

    /** Whether the place in the bucket is free as far as we can see; else an earlier object of ours is replaced. */
    public boolean isNew() {
        return found == null || !found.isThere();
    }

    /** The same of the sidecar's place. */
    public boolean isSidecarNew() {
        return beside == null || !beside.isThere();
    }

    /** The user metadata of the video's object, by which a later attempt recognises it. */
    public Map<String, String> metadata() {
        return Map.of(VideoStore.REQUEST_ID, story.requestId(), VideoStore.STORY_ID, VideoStore.ascii(story.storyId()),
                VideoStore.SHA256, video.sha256());
    }

    /** The user metadata of the sidecar, by which a later attempt knows it for ours. */
    public Map<String, String> sidecarMetadata() {
        return Map.of(VideoStore.REQUEST_ID, story.requestId(), VideoStore.STORY_ID, VideoStore.ascii(story.storyId()));
    }

    /** The content of the sidecar: the service's Story object as last seen, JSON in UTF-8. */
    public byte[] sidecar() {
        return (story.service() == null ? "{}" : story.service().toString()).getBytes(StandardCharsets.UTF_8);
    }
}
