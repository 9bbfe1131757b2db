package io.storyreel.intake;

import io.storyreel.deliver.StorageFaults;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A store's no to the question for an object.
 *
 * @param failure what it answered
 */
record StoreAnswer(S3Exception failure) {

    /** What is wrong with the object in plain words, or null where asking again later may help. */
    String problem() {
        String said = " (" + StorageFaults.said(failure) + ")";
        return switch (failure.statusCode()) {
            case 404 -> code().equals("NoSuchBucket") ? "there is no such bucket: correct the name"
                    : "there is no such object in the store: put images there before the request, and leave them there";
            // What is about us and not about the object: no request is to blame for it, and none is to be rejected.
            case 403 -> StorageFaults.isAboutOurCredentials(failure) ? null : "may not be read" + said
                    + ": let Storyreel's credentials read it (s3:GetObject); without s3:ListBucket a store says the"
                    + " same of an object that is missing";
            case 301 -> "is in a bucket of another region" + said
                    + ": put the image into a bucket of storyreel.s3.region";
            case 400 -> code().equals("InvalidBucketName") ? "has a bucket name that no store takes: correct it" : null;
            default -> null;
        };
    }

    /** The answer to a HEAD has no body to tell a code in. */
    private String code() {
        String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }
}
