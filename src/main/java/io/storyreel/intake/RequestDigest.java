package io.storyreel.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * What a request is, in 32 bytes. The canonical JSON (RFC 8785) of the request without its {@code request_id}, then
 * the bytes of its image files in the order listed.
 * <p>
 * Canonical JSON writes numbers as IEEE doubles: 9007199254740993 and 9007199254740992 become the same text. The id is
 * that of the standard all the same, but such numbers are hashed once more as written for {@link #content}, so that
 * two different requests are a conflict and never a silent duplicate.
 *
 * @param derivedId {@code sha256-} and the first 32 hex digits: the id of a request that brings none
 * @param content 64 hex digits; equal for equal requests, told apart by anything else
 */
public record RequestDigest(String derivedId, String content) {

    private static final int ID_DIGITS = 32;

    private static final int BUFFER = 64 * 1024;

    /**
     * Reads a request and its images; needs the memory of the request only.
     *
     * @param item a request that is not a resume; it is not changed
     * @param images where its image files are read from
     * @throws InvalidRequest where images cannot be used, naming each by its JSON pointer
     * @throws IOException where images could not be read just now
     */
    public static RequestDigest of(RequestItem item, ImageSource images) throws InvalidRequest, IOException {
        ObjectNode named = item.request().deepCopy();
        named.remove("request_id");
        MessageDigest standard = sha256();
        standard.update(new JsonCanonicalizer(named.toString()).getEncodedUTF8());
        addImages(item, images, standard);
        MessageDigest exact = copy(standard);
        for (String number : new InexactNumbers(named).texts()) {
            exact.update((byte) 0);
            exact.update(number.getBytes(StandardCharsets.UTF_8));
        }
        return new RequestDigest("sha256-" + hex(standard).substring(0, ID_DIGITS), hex(exact));
    }

    private static void addImages(RequestItem item, ImageSource images, MessageDigest digest)
            throws InvalidRequest, IOException {
        List<FieldProblem> problems = new ArrayList<>();
        List<String> names = item.imageFiles();
        byte[] buffer = new byte[BUFFER];
        for (int i = 0; i < names.size(); i++) {
            try (InputStream image = images.open(names.get(i))) {
                for (int n = image.read(buffer); n >= 0; n = image.read(buffer)) {
                    digest.update(buffer, 0, n);
                }
            } catch (UnusableImage e) {
                problems.add(item.problem("image_files", i, e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of the Java platform can be copied", e);
        }
    }
}
