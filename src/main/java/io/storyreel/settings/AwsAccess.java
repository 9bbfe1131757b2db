package io.storyreel.settings;

import java.util.Optional;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/** Who we are at the object store and at SQS. */
public final class AwsAccess {

    private AwsAccess() {
    }

    /** Where the SDK looks first for the region of the services that hand out credentials (STS). */
    private static final String REGION = "aws.region";

    /** The keys of the settings; without them the AWS default chain, which is asked when a first call needs it. */
    public static AwsCredentialsProvider of(StoryreelSettings.S3 s3) {
        if (s3.accessKey().isPresent() && s3.secretKey().isPresent()) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(s3.accessKey().get(), s3.secretKey().get()));
        }
        nameRegion(s3.region());
        return DefaultCredentialsProvider.builder().build();
    }

    /**
     * A web identity (a Kubernetes service account, a CI job) is exchanged at STS, for which the SDK wants a region
     * that it takes from its own places only: without one the chain finds no credentials. Ours is as good, where there
     * is none.
     */
    private static void nameRegion(String region) {
        boolean isNamed = System.getProperty(REGION) != null || System.getenv("AWS_REGION") != null;
        if (!isNamed && ofTheProfile().isEmpty()) {
            System.setProperty(REGION, region);
        }
    }

    private static Optional<Region> ofTheProfile() {
        try {
            return Optional.ofNullable(new AwsProfileRegionProvider().getRegion());
        } catch (RuntimeException noSuchProfile) {
            return Optional.empty();
        }
    }
}
