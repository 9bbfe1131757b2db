package io.storyreel.s3;

import java.time.Duration;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.AwsAccess;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.Checksum;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the one client of the object store, from {@code storyreel.s3.*}. */
@ApplicationScoped
public class S3Clients {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** No byte for so long is a fault; the whole of an upload may take as long as it takes. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int MAX_CONNECTIONS = 64;

    /**
     * The client, which connects to nothing yet. Without keys in the settings the AWS default chain is asked when the
     * first call needs it, so that a missing credential stops no start.
     */
    @Produces
    @Singleton
    @Named("s3Client")
    @Unremovable
    public S3Client s3Client(StoryreelSettings settings) {
        StoryreelSettings.S3 s3 = settings.s3();
        return S3Client.builder()
                .region(Region.of(s3.region()))
                .endpointOverride(s3.endpoint().orElse(null))
                .forcePathStyle(s3.pathStyle())
                .credentialsProvider(AwsAccess.of(s3))
                // newer SDKs add trailing checksums by default, which a number of compatible stores refuse
                .requestChecksumCalculation(s3.checksum() == Checksum.CRC32
                        ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(calls -> calls.addExecutionInterceptor(new PutOptions(s3))
                        .addExecutionInterceptor(new ConditionalPutFallback())
                        .addExecutionInterceptor(new UnansweredUploads()))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(CONNECT).socketTimeout(SILENCE).maxConnections(MAX_CONNECTIONS))
                .build();
    }

    void close(@Disposes S3Client client) {
        client.close();
    }
}
