package io.storyreel.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.story.ImageVersion;
import io.storyreel.text.Sha256;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * What a request is. The id of one that brings none is made of the canonical JSON (RFC 8785) of the request without its
 * {@code request_id}, then the bytes of its image files in the order listed.
 * <p>
 * Canonical JSON writes numbers as IEEE doubles: 9007199254740993 and 9007199254740992 become the same text. The id is
 * that of the standard all the same, but such numbers are hashed once more as written for {@link #content}, so that
 * two different requests are a conflict and never a silent duplicate.
 *
 * @param derivedId {@code sha256-} and the first 32 hex digits; null where images were not read
 * @param content 64 hex digits; equal for equal requests, told apart by anything else. With image files the first half
 *        tells of the JSON alone, and the second of the images
 * @param images what the image files are, in the order listed
 */
public record RequestDigest(String derivedId, String content, List<ImageVersion> images) {

    private static final int HALF = 32;

    /** Stands for images that nobody had to read. */
    private static final String UNREAD = "0".repeat(HALF);

    /**
     * Reads a request and its images; needs the memory of the request only. Where its id is taken by a request whose
     * JSON is another, the images do not matter any more and are left alone: it is a conflict.
     *
     * @param item a request; it is not changed
     * @param images reads its image files
     * @param taken the content of what has its id, where something has
     * @throws InvalidRequest where images cannot be used, naming each by its JSON pointer
     * @throws IOException where images could not be read just now
     */
    public static RequestDigest of(RequestItem item, ImageReading images, Optional<String> taken)
            throws InvalidRequest, IOException {
        ObjectNode named = item.request().deepCopy();
        named.remove("request_id");
        MessageDigest standard = Sha256.digest();
        standard.update(new JsonCanonicalizer(named.toString()).getEncodedUTF8());
        MessageDigest exact = copy(standard);
        for (String number : new InexactNumbers(named).texts()) {
            exact.update((byte) 0);
            exact.update(number.getBytes(StandardCharsets.UTF_8));
        }
        String json = Sha256.hex(exact);
        if (item.imageFiles().isEmpty()) {
            return new RequestDigest(id(standard), json, List.of());
        }
        String half = json.substring(0, HALF);
        if (taken.isPresent() && !taken.get().startsWith(half)) {
            return new RequestDigest(null, half + UNREAD, List.of());
        }
        List<ImageVersion> versions = images.read(item, standard);
        MessageDigest all = Sha256.digest();
        versions.forEach(version -> all.update((version.size() + " " + version.sha256() + "\n")
                .getBytes(StandardCharsets.US_ASCII)));
        return new RequestDigest(id(standard), half + Sha256.hex(all).substring(0, HALF), versions);
    }

    private static String id(MessageDigest standard) {
        return "sha256-" + Sha256.hex(standard).substring(0, HALF);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of the Java platform can be copied", e);
        }
    }
}
