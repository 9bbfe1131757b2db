package io.storyreel.images;

import java.util.Set;

import io.storyreel.s3.StorageFaults;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A store's no to the question for an object.
 *
 * @param failure what it answered
 */
record StoreRefusal(S3Exception failure) {

    /** A 400 that is none of the object's: the store got the question too slowly, or could not ask for a key. */
    private static final Set<String> PASSING = Set.of("RequestTimeout", "KMS.KMSInternalException",
            "KMS.DependencyTimeoutException");

    /**
     * What is wrong with the object in plain words, or null where asking again later may help: a request is kept in
     * flight as long as that, so it is said of outages only, and of what is about us.
     */
    String problem() {
        if (failure.isThrottlingException() || PASSING.contains(code()) || code().endsWith(".ThrottlingException")
                || StorageFaults.isAboutOurCredentials(failure)) {
            return null;
        }
        String said = " (" + StorageFaults.said(failure) + ")";
        return switch (failure.statusCode()) {
            case 404 -> code().equals("NoSuchBucket") ? "there is no such bucket: correct the name"
                    : "there is no such object in the store: put images there before the request, and leave them there";
            case 403 -> "may not be read" + said
                    + ": let Storyreel's credentials read it (s3:GetObject); without s3:ListBucket a store says the"
                    + " same of an object that is missing";
            case 301 -> "is in a bucket of another region" + said
                    + ": put the image into a bucket of storyreel.s3.region";
            // What is about us and not about the object: no request is to blame for it, and none is to be rejected.
            case 401, 407 -> null;
            case 408, 425, 429 -> null;
            default -> failure.statusCode() < 400 || failure.statusCode() >= 500 ? null
                    : code().equals("InvalidBucketName") ? "has a bucket name that no store takes: correct it"
                    // As one that is encrypted with a key of its owner's, or with one that is disabled.
                    : "cannot be read as it is" + said + ": put an image there that Storyreel's credentials can read";
        };
    }

    /** The answer to a HEAD has no body to tell a code in. */
    private String code() {
        String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }
}
