package io.storyreel.s3;

/**
 * Where a story's video goes. The same at every attempt, so that a repeated delivery finds what an earlier one left.
 *
 * @param bucket the bucket
 * @param key the object's key
 */
public record Destination(String bucket, String key) {

    /** How every video's key ends. */
    static final String VIDEO = ".mp4";

    private static final String SIDECAR = ".json";

    /** The key of the Story object beside the video: {@code .json} in the place of {@code .mp4}. */
    public String sidecarKey() {
        return key.substring(0, key.length() - VIDEO.length()) + SIDECAR;
    }

    /** The video's {@code s3://} address. */
    public String uri() {
        return "s3://" + bucket + "/" + key;
    }

    /** The sidecar's {@code s3://} address. */
    public String sidecarUri() {
        return "s3://" + bucket + "/" + sidecarKey();
    }
}
