package io.storyreel.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks a spooled video over before it is uploaded: is it a whole mp4, how long is it and what are its digests. */
@ApplicationScoped
public class VideoCheck {

    private final Spool spool;

    /** Invalid videos are discarded from {@code spool}. */
    public VideoCheck(Spool spool) {
        this.spool = spool;
    }

    /** As the other, of a file of which nothing is known. */
    public SpooledVideo check(String requestId, Path file) throws StoryFault {
        return check(requestId, new DownloadedVideo(file, null));
    }

    /**
     * Looks a video over; reads it whole only where its digests are not known yet.
     *
     * @throws StoryFault passing VIDEO_INVALID where it is no whole mp4; its spool file is gone then, so that the next
     *         attempt starts anew. Passing STORAGE_FAILED where it cannot be read
     */
    public SpooledVideo check(String requestId, DownloadedVideo video) throws StoryFault {
        Path file = video.file();
        try {
            Optional<String> problem = Mp4Boxes.problemOf(file);
            if (problem.isPresent()) {
                spool.discard(requestId);
                throw DeliveryFaults.invalid("What the video's address gave is not a whole mp4: " + problem.get());
            }
            return new SpooledVideo(file, Files.size(file), video.digests() == null ? read(file) : video.digests());
        } catch (IOException disk) {
            throw DeliveryFaults.storage("The spooled video could not be read: " + disk.getMessage(), disk);
        }
    }

    private static Digests read(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return Digests.of(bytes);
        }
    }
}
