package io.storyreel.s3;

import java.time.Duration;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Looks for the bucket when the app starts. A bucket that the store says does not exist is a mistake to be told before
 * anything is paid for; a store that cannot be asked is not: deliveries wait for it.
 */
@ApplicationScoped
@Unremovable
public class BucketCheck {

    private static final StoryLog LOG = StoryLog.of("storyreel.deliver");

    /** For one question with all its retries; a start asks three at most. */
    private static final AwsRequestOverrideConfiguration BRIEFLY = AwsRequestOverrideConfiguration.builder()
            .apiCallTimeout(Duration.ofSeconds(4)).apiCallAttemptTimeout(Duration.ofSeconds(3)).build();

    private final S3Client s3;

    private final String bucket;

    private final String region;

    private final boolean create;

    /** Reads {@code storyreel.s3.bucket}, {@code .region} and {@code .create-bucket}. */
    public BucketCheck(S3Client s3, StoryreelSettings settings) {
        this.s3 = s3;
        this.bucket = settings.s3().bucket();
        this.region = settings.s3().region();
        this.create = settings.s3().createBucket();
    }

    void atStart(@Observes StartupEvent started) {
        check();
    }

    /**
     * Passes where the bucket exists, was created, or cannot be asked for; takes some seconds at most.
     *
     * @throws ConfigurationException naming the property, where it does not exist and is not to be created, or where
     *         the store says that it lies in another region
     */
    public void check() {
        try {
            if (exists()) {
                return;
            }
            if (!create) {
                throw new ConfigurationException("storyreel.s3.bucket: the store says that the bucket " + bucket
                        + " does not exist; create it, or set storyreel.s3.create-bucket=true");
            }
            create();
        } catch (SdkException unsure) {
            refuseOtherRegion(unsure);
            LOG.warn(LogEvent.STORE_AWAY,
                    "The bucket {} could not be looked for, deliveries wait until it can be reached: {}", bucket,
                    StorageFaults.words(unsure));
        }
    }

    /**
     * Creates the configured bucket where that is wished and it is missing still. Other buckets, which requests may
     * name, are never created.
     *
     * @throws SdkException where the store does not let us
     * @throws StoryFault passing STORAGE_FAILED where the store says that it lies in another region
     */
    public void createIfMissing(String wanted) throws StoryFault {
        try {
            if (create && wanted.equals(bucket) && !exists()) {
                create();
            }
        } catch (ConfigurationException otherRegion) {
            throw DeliveryFaults.storage(otherRegion.getMessage(), otherRegion);
        }
    }

    private boolean exists() {
        try {
            s3.headBucket(head -> head.bucket(bucket).overrideConfiguration(BRIEFLY));
            return true;
        } catch (S3Exception answer) {
            if (answer.statusCode() == 404) {
                return false;
            }
            refuseOtherRegion(answer);
            return existsByItsList(answer);
        }
    }

    /** The answer to a HEAD has no body to say why; that to a GET has. */
    private boolean existsByItsList(S3Exception toHead) {
        if (toHead.statusCode() >= 500) {
            throw toHead;
        }
        try {
            s3.listObjectsV2(list -> list.bucket(bucket).maxKeys(1).overrideConfiguration(BRIEFLY));
            return true;
        } catch (S3Exception answer) {
            if (answer.statusCode() == 404) {
                return false;
            }
            throw answer;
        }
    }

    /** No delivery could ever work, and the store has told what would be right. One that is ill tells nothing. */
    private void refuseOtherRegion(SdkException failure) {
        StoreFailure trouble = new StoreFailure(failure);
        String told = trouble.region().orElse(region);
        if (trouble.status() < 500 && !told.equals(region)) {
            throw new ConfigurationException("storyreel.s3.region: the store says that the bucket " + bucket
                    + " lies in the region " + told + ", not in " + region);
        }
    }

    private void create() {
        try {
            s3.createBucket(request -> request.bucket(bucket).overrideConfiguration(BRIEFLY));
            LOG.info(LogEvent.BUCKET_CREATED, "Created the bucket {}", bucket);
        } catch (BucketAlreadyOwnedByYouException aReplicaWasFirst) {
            LOG.debug(LogEvent.BUCKET_CREATED, "The bucket {} is there already", bucket);
        }
    }
}
