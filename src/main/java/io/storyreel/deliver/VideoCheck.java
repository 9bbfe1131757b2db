package io.storyreel.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.StoryFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Looks a spooled video over before it is uploaded: is it a whole mp4, how long is it and what is its digest. */
@ApplicationScoped
@Named("videoCheck")
@Unremovable
public class VideoCheck {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final Spool spool;

    /** Invalid videos are discarded from {@code spool}. */
    public VideoCheck(Spool spool) {
        this.spool = spool;
    }

    /**
     * Reads a video once.
     *
     * @throws StoryFault passing VIDEO_INVALID where it is no whole mp4; its spool file is gone then, so that the next
     *         attempt starts anew. Passing STORAGE_FAILED where it cannot be read
     */
    public SpooledVideo check(String requestId, Path file) throws StoryFault {
        try {
            Optional<String> problem = Mp4Boxes.problemOf(file);
            if (problem.isPresent()) {
                spool.discard(requestId);
                throw DeliverFaults.invalid("What the video's address gave is not a whole mp4: " + problem.get());
            }
            return new SpooledVideo(file, Files.size(file), sha256(file));
        } catch (IOException disk) {
            throw DeliverFaults.storage("The spooled video could not be read: " + disk.getMessage(), disk);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java platform has SHA-256", never);
        }
    }
}
