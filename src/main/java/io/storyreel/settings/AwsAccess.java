package io.storyreel.settings;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Who we are at the object store and at SQS. */
public final class AwsAccess {

    private AwsAccess() {
    }

    /** The keys of the settings; without them the AWS default chain, which is asked when a first call needs it. */
    public static AwsCredentialsProvider of(StoryreelSettings.S3 s3) {
        if (s3.accessKey().isPresent() && s3.secretKey().isPresent()) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(s3.accessKey().get(), s3.secretKey().get()));
        }
        return DefaultCredentialsProvider.builder().build();
    }
}
