package io.storyreel.images;

/** Where the {@code image_files} of a request are, which depends on the channel it came by. */
public enum ImageLocation {
    /** Beside the request file: plain names, relative to its folder. */
    INBOX,
    /** In the object store: {@code s3://bucket/key}, for requests from queues and from HTTP. */
    BUCKET
}
