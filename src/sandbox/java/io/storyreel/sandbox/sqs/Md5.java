package io.storyreel.sandbox.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** The digests clients check what they sent and received with. */
final class Md5 {

    private static final byte TEXT = 1;

    private static final byte BINARY = 2;

    private Md5() {
    }

    static String of(String body) {
        return hex(digest(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Attributes must come sorted by their names. */
    static String of(Collection<MessageAttribute> attributes) {
        MessageDigest digest = digest();
        for (MessageAttribute attribute : attributes) {
            add(digest, attribute.name().getBytes(StandardCharsets.UTF_8));
            add(digest, attribute.dataType().getBytes(StandardCharsets.UTF_8));
            digest.update(attribute.isBinary() ? BINARY : TEXT);
            add(digest, attribute.bytes());
        }
        return hex(digest, new byte[0]);
    }

    private static void add(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static String hex(MessageDigest digest, byte[] last) {
        return HexFormat.of().formatHex(digest.digest(last));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
