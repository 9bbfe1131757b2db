package io.storyreel.images;

import io.storyreel.request.rules.ImageRules;

/**
 * An object of the store as a request names it.
 *
 * @param bucket its bucket
 * @param key its key, as it is: nothing in it is decoded
 */
public record ObjectName(String bucket, String key) {

    private static final String SCHEME = "s3://";

    /** Whether a request's name of an image means an object and not a file of the inbox. */
    public static boolean isOne(String name) {
        return name.startsWith(SCHEME);
    }

    /**
     * Reads {@code s3://bucket/key}, whose form {@link ImageRules} has checked.
     *
     * @throws IllegalArgumentException where it is none
     */
    public static ObjectName of(String uri) {
        int slash = uri.indexOf('/', SCHEME.length());
        if (!isOne(uri) || slash < 0 || slash == uri.length() - 1) {
            throw new IllegalArgumentException("not s3://bucket/key: " + uri);
        }
        return new ObjectName(uri.substring(SCHEME.length(), slash), uri.substring(slash + 1));
    }

    /** The last part of the key that is not blank, as the name of a file; never empty. */
    public String fileName() {
        String name = "image";
        for (String part : key.split("/")) {
            name = part.isBlank() ? name : part;
        }
        return name;
    }

    /** {@code s3://bucket/key}. */
    public String uri() {
        return SCHEME + bucket + "/" + key;
    }
}
