package io.storyreel.deliver;

import static io.storyreel.exchange.PropertyNames.DELIVERY;
import static io.storyreel.exchange.PropertyNames.STORY;

import java.io.File;
import java.time.Instant;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.download.VideoCheck;
import io.storyreel.download.VideoDownload;
import io.storyreel.fault.StoryFault;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;

/** The steps of the deliver route that happen on this machine; {@link VideoStore} has those in the bucket. */
@ApplicationScoped
@Named("deliverySteps")
@Unremovable
public class DeliverySteps {

    private final Destinations destinations;

    private final VideoDownload download;

    private final VideoCheck check;

    /** Joins the parts. */
    public DeliverySteps(Destinations destinations, VideoDownload download, VideoCheck check) {
        this.destinations = destinations;
        this.download = download;
        this.check = check;
    }

    /**
     * Begins a delivery: finds out where the video goes.
     *
     * @throws StoryFault as {@link Destinations#of}
     */
    public Delivery begin(@ExchangeProperty(STORY) Story story) throws StoryFault {
        return Delivery.of(story, destinations.of(story));
    }

    /**
     * Downloads the video, or the rest of it, and checks it whole.
     *
     * @throws StoryFault as {@link VideoDownload#fetch} and {@link VideoCheck#check}
     */
    public Delivery fetch(@ExchangeProperty(DELIVERY) Delivery delivery) throws StoryFault {
        Story story = delivery.story();
        return delivery.with(check.check(story.requestId(),
                download.fetch(story.requestId(), story.storyId(), story.videoUrl(),
                        story.deadlineAt() == null ? Instant.MAX : story.deadlineAt())));
    }

    /** Whether it has been tried before: then the service is asked again where the video is. */
    public boolean isRepeated(@ExchangeProperty(STORY) Story story) {
        return story.attempts() > 0;
    }

    /** Whose story is asked after. */
    public String storyId(@ExchangeProperty(STORY) Story story) {
        return story.storyId();
    }

    /** Whether the video is not known to be whole in the bucket. */
    public boolean isMissing(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.stored() == null;
    }

    /** Whether there is no object at its place as far as we know. */
    public boolean isNew(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.isNew();
    }

    /** The same of its sidecar's place. */
    public boolean isSidecarNew(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.isSidecarNew();
    }

    /** The bucket it goes to. */
    public String bucket(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.to().bucket();
    }

    /** The key of the video's object. */
    public String key(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.to().key();
    }

    /** The key of the sidecar. */
    public String sidecarKey(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.to().sidecarKey();
    }

    /** The user metadata of the video's object. */
    public Map<String, String> metadata(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.metadata();
    }

    /** The user metadata of the sidecar. */
    public Map<String, String> sidecarMetadata(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.sidecarMetadata();
    }

    /** The video on this machine. */
    public File file(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.video().file().toFile();
    }

    /** The content of the sidecar. */
    public byte[] sidecar(@ExchangeProperty(DELIVERY) Delivery delivery) {
        return delivery.sidecar();
    }
}
