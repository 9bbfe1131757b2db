package io.storyreel.deliver;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the bytes of a video are known by.
 *
 * @param sha256 hex, ours
 * @param md5 hex, S3's: what an ETag is where the store does not encrypt by a key of its own
 */
public record Digests(String sha256, String md5) {

    private static final int BUFFER_BYTES = 128 * 1024;

    /** Reads a stream to its end, once for both. */
    static Digests of(InputStream bytes) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            sha256.update(buffer, 0, read);
            md5.update(buffer, 0, read);
        }
        return new Digests(HexFormat.of().formatHex(sha256.digest()), HexFormat.of().formatHex(md5.digest()));
    }

    /** Of bytes in memory. */
    static Digests of(byte[] bytes) {
        return new Digests(HexFormat.of().formatHex(digest("SHA-256").digest(bytes)),
                HexFormat.of().formatHex(digest("MD5").digest(bytes)));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java platform has " + algorithm, never);
        }
    }
}
