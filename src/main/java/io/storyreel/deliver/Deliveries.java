package io.storyreel.deliver;

import java.time.Instant;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.StoryFault;
import io.storyreel.ledger.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** The steps of the deliver route that happen on this machine; {@link VideoStore} has those in the bucket. */
@ApplicationScoped
@Named("deliveries")
@Unremovable
public class Deliveries {

    private final Destinations destinations;

    private final VideoDownload download;

    private final VideoCheck check;

    /** Joins the parts. */
    public Deliveries(Destinations destinations, VideoDownload download, VideoCheck check) {
        this.destinations = destinations;
        this.download = download;
        this.check = check;
    }

    /**
     * Begins a delivery: finds out where the video goes.
     *
     * @throws StoryFault as {@link Destinations#of}
     */
    public Delivery begin(Story story) throws StoryFault {
        return Delivery.of(story, destinations.of(story));
    }

    /**
     * Downloads the video, or the rest of it, and checks it whole.
     *
     * @throws StoryFault as {@link VideoDownload#fetch} and {@link VideoCheck#check}
     */
    public Delivery fetch(Delivery delivery) throws StoryFault {
        Story story = delivery.story();
        return delivery.with(check.check(story.requestId(),
                download.fetch(story.requestId(), story.storyId(), story.videoUrl(),
                        story.deadlineAt() == null ? Instant.MAX : story.deadlineAt())));
    }
}
