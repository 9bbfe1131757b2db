package io.storyreel.deliver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Which stores refuse an upload that must not replace anything ({@code If-None-Match: *}) where there is something. Not
 * all do; some take no notice. It is found out once for each bucket, with an object that is ours and stays as it is.
 */
final class ConditionalWrites {

    private static final int EXISTS = 412;

    private static final int BEING_WRITTEN = 409;

    private static final int UNKNOWN = 400;

    private static final int UNSUPPORTED = 501;

    private final S3Client s3;

    private final Map<String, Boolean> heeded = new ConcurrentHashMap<>();

    ConditionalWrites(S3Client s3) {
        this.s3 = s3;
    }

    /** Whether it is known that they are heeded there. */
    boolean areHeeded(String bucket) {
        return heeded.getOrDefault(bucket, false);
    }

    /** Finds out where it is not known yet: writes {@code object} once more, as it is. */
    void learn(PutObjectRequest object, byte[] content) {
        if (heeded.containsKey(object.bucket())) {
            return;
        }
        try {
            s3.putObject(object.toBuilder().ifNoneMatch("*").build(), RequestBody.fromBytes(content));
            heeded.put(object.bucket(), false);
        } catch (S3Exception answer) {
            boolean isHeeded = answer.statusCode() == EXISTS || answer.statusCode() == BEING_WRITTEN;
            // What is busy or broken now has not said no.
            if (isHeeded || answer.statusCode() == UNKNOWN || answer.statusCode() == UNSUPPORTED) {
                heeded.put(object.bucket(), isHeeded);
            }
        } catch (SdkException notNow) {
            // The next delivery finds out.
        }
    }
}
