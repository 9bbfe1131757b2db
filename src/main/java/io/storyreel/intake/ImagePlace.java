package io.storyreel.intake;

/** Where the {@code image_files} of a request are, which depends on the way it came. */
public enum ImagePlace {
    /** Beside the request file: plain names, relative to its folder. */
    INBOX,
    /** In the object store: {@code s3://bucket/key}, for requests from queues and from HTTP. */
    BUCKET
}
