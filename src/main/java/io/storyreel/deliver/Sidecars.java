package io.storyreel.deliver;

import java.io.IOException;
import java.util.Arrays;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.storyreel.fault.StoryFault;

/** The Story objects beside the videos: whose is the one that is there? */
final class Sidecars {

    private static final JsonMapper JSON = new JsonMapper();

    /** Far more than a Story object has. */
    private static final int MOST = 16 << 20;

    private final ObjectLook look;

    Sidecars(ObjectLook look) {
        this.look = look;
    }

    /**
     * Passes where a delivery's sidecar may be written.
     *
     * @throws StoryFault lasting STORAGE_FAILED where there is an object that is not this request's
     */
    void check(Delivery delivery) throws StoryFault {
        Destination to = delivery.to();
        ObjectSeen found = look.at(to.bucket(), to.sidecarKey());
        if (found.isThere() && !found.isOf(delivery.story().requestId())
                && (found.isOfAnother(delivery.story().requestId()) || !isOurs(delivery))) {
            throw DeliverFaults.occupied(to.sidecarUri(), found.labels().containsKey(VideoStore.REQUEST_ID)
                    ? "an object of the request " + found.labels().get(VideoStore.REQUEST_ID)
                    : "an object that does not say whose it is");
        }
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
