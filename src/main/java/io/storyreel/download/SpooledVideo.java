package io.storyreel.download;

import java.nio.file.Path;

/**
 * A video that lies whole on this machine's disk.
 *
 * @param file where
 * @param size bytes
 * @param digests of its content
 */
public record SpooledVideo(Path file, long size, Digests digests) {

    /** Hex digest of the content. */
    public String sha256() {
        return digests.sha256();
    }
}
