package io.storyreel.images;

import java.util.Objects;

/**
 * One version of an image in the store: what is sent later is these bytes or nothing.
 *
 * @param name where it is
 * @param size in bytes
 * @param etag the store's name of this version
 */
public record BucketImage(ObjectName name, long size, String etag) {

    /** Without a size and a version nobody could tell later whether what comes is whole and the same. */
    public BucketImage {
        Objects.requireNonNull(etag, "etag");
        if (size < 0) {
            throw new IllegalArgumentException("a size of " + size);
        }
    }
}
