package io.storyreel.download;

import java.io.IOException;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import jakarta.enterprise.context.ApplicationScoped;

/** Fetches the pictures of a storyboard, from the hosts and addresses that videos may come from. */
@ApplicationScoped
@Unremovable
public class Pictures {

    /** Bytes; what a page shows is far smaller. */
    private static final int MOST = 5 * 1024 * 1024;

    private final VideoHttp http;

    Pictures(VideoHttp http) {
        this.http = http;
    }

    /**
     * The picture at that address.
     *
     * @throws StoryFault where it is not fetched from there, or can't be; its error tells why
     */
    public byte[] fetch(String address) throws StoryFault {
        VideoUrl url = VideoUrl.parse(address);
        try (VideoResponse answer = http.get(url, Map.of())) {
            if (answer.status() != 200) {
                throw DeliveryFaults.unavailable("Host " + url.host() + " answered " + answer.status()
                        + " instead of the picture", answer.status(), null);
            }
            byte[] picture = answer.body().readNBytes(MOST + 1);
            if (picture.length > MOST) {
                throw DeliveryFaults.tooLarge("The picture on host " + url.host() + " has more than " + MOST
                        + " bytes");
            }
            return picture;
        } catch (IOException cut) {
            throw DeliveryFaults.unavailable("The connection to host " + url.host() + " ended within the picture", cut);
        }
    }
}
