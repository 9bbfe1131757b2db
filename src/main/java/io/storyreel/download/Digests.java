package io.storyreel.download;

import java.io.IOException;
import java.io.InputStream;

/**
 * What the bytes of a video are known by.
 *
 * @param sha256 hex, ours
 * @param md5 hex, S3's: what an ETag is where the store does not encrypt by a key of its own
 */
public record Digests(String sha256, String md5) {

    /** Reads a stream to its end, once for both. */
    public static Digests of(InputStream bytes) throws IOException {
        RunningDigests digests = new RunningDigests();
        digests.read(bytes);
        return digests.end();
    }

    /** Of bytes in memory. */
    public static Digests of(byte[] bytes) {
        RunningDigests digests = new RunningDigests();
        digests.update(bytes, bytes.length);
        return digests.end();
    }
}
