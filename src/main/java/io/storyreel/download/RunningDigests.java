package io.storyreel.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.storyreel.text.Sha256;

/** {@link Digests} of bytes as they come by: a video of gigabytes is not read once more for them. */
final class RunningDigests {

    private static final int BUFFER_BYTES = 128 * 1024;

    private final MessageDigest sha256 = Sha256.digest();

    private final MessageDigest md5 = md5();

    /** Of what an earlier attempt left in a file, to go on from there. */
    static RunningDigests over(Path file) throws IOException {
        RunningDigests digests = new RunningDigests();
        try (InputStream bytes = Files.newInputStream(file)) {
            digests.read(bytes);
        }
        return digests;
    }

    /** Reads a stream to its end. */
    void read(InputStream bytes) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
            update(buffer, read);
        }
    }

    /** Takes in the first {@code length} bytes of the buffer. */
    void update(byte[] buffer, int length) {
        sha256.update(buffer, 0, length);
        md5.update(buffer, 0, length);
    }

    /** Of all that came by; to be asked once. */
    Digests end() {
        return new Digests(Sha256.hex(sha256), HexFormat.of().formatHex(md5.digest()));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException("every Java platform has MD5", never);
        }
    }
}
