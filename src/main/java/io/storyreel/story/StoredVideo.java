package io.storyreel.story;

/**
 * A video that is whole in the bucket.
 *
 * @param bucket the bucket
 * @param key the object's key
 * @param size bytes
 * @param sha256 hex digest of the content
 * @param etag as the store gave it, without quotes
 */
public record StoredVideo(String bucket, String key, long size, String sha256, String etag) {

    /** The object's {@code s3://} address. */
    public String uri() {
        return "s3://" + bucket + "/" + key;
    }
}
