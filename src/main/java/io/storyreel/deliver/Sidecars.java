package io.storyreel.deliver;

import java.io.IOException;
import java.util.Arrays;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.s3.Destination;

/** The Story objects beside the videos: whose is the one that is there? */
final class Sidecars {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    private static final JsonMapper JSON = new JsonMapper();

    /** Far more than a Story object has. */
    private static final int MOST = 16 << 20;

    private final ObjectProbe look;

    Sidecars(ObjectProbe look) {
        this.look = look;
    }

    /**
     * Passes where a delivery's sidecar may be written.
     *
     * @return what is there
     * @throws StoryFault lasting STORAGE_FAILED where there is an object that is not this request's
     */
    ObjectInfo check(Delivery delivery) throws StoryFault {
        Destination to = delivery.to();
        ObjectInfo found = look.at(to.bucket(), to.sidecarKey());
        if (found.isThere() && !found.isOf(delivery.story().requestId())
                && (found.isOfAnother(delivery.story().requestId()) || !isOurs(delivery))) {
            throw DeliveryFaults.occupied(to.sidecarUri(), found.labels().containsKey(VideoStore.REQUEST_ID)
                    ? "an object of the request " + found.labels().get(VideoStore.REQUEST_ID)
                    : "an object that does not say whose it is");
        }
        return found;
    }

    /**
     * After the store refused one because there is an object by now. Passes where that may not be looked at: it is left
     * as it is, and told, for the video is what counts.
     *
     * @throws StoryFault lasting STORAGE_FAILED as {@link #check}; else passing: the next attempt replaces our own
     */
    void preceded(Delivery delivery) throws StoryFault {
        if (!check(delivery).isHidden()) {
            throw DeliveryFaults.storage("Meanwhile there is another object at " + delivery.to().sidecarUri(), null);
        }
        LOG.warn(LogEvent.STORE_UNREADABLE, delivery.story(),
                "at {} there is an object that Storyreel may not look at (s3:GetObject); it is left there, and the"
                + " Story object is not written", delivery.to().sidecarUri());
    }

    /** Where a store does not keep labels, what it says of itself has to do: it is the same story's. */
    private boolean isOurs(Delivery delivery) {
        byte[] content = look.contentOf(delivery.to().bucket(), delivery.to().sidecarKey(), MOST);
        if (Arrays.equals(content, delivery.sidecar())) {
            return true;
        }
        try {
            return delivery.story().storyId().equals(JSON.readTree(content).path("id").asText(null));
        } catch (IOException noStory) {
            return false;
        }
    }
}
