package io.storyreel.deliver;

import java.nio.file.Path;

/**
 * A video that lies whole on this machine's disk.
 *
 * @param file where
 * @param size bytes
 * @param sha256 hex digest of the content
 */
public record SpooledVideo(Path file, long size, String sha256) {
}
