package io.storyreel.download;

import java.nio.file.Path;

/**
 * What the video's address gave, with as many bytes as it declared.
 *
 * @param file where it lies
 * @param digests of its bytes, or null where an earlier attempt gathered them all
 */
record DownloadedVideo(Path file, Digests digests) {
}
