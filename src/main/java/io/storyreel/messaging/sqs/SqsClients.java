package io.storyreel.messaging.sqs;

import java.time.Duration;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.AwsAccess;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Makes the one client of SQS, from {@code storyreel.sqs.*}. */
@ApplicationScoped
public class SqsClients {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Longer than a long poll lasts. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** The client, which connects to nothing yet; it takes names of queues where SQS wants addresses. */
    @Produces
    @Singleton
    @Named("sqsClient")
    @Unremovable
    SqsClient sqsClient(StoryreelSettings settings) {
        SqsClient plain = builder(settings).build();
        return builder(settings)
                .overrideConfiguration(hooks -> hooks
                        .addExecutionInterceptor(new SqsAttributeInterceptor())
                                .addExecutionInterceptor(new SqsQueueUrls(plain)))
                .build();
    }

    void close(@Disposes SqsClient client) {
        client.close();
    }

    private static SqsClientBuilder builder(StoryreelSettings settings) {
        return SqsClient.builder()
                .region(Region.of(settings.sqs().region()))
                .endpointOverride(settings.sqs().endpoint().orElse(null))
                .credentialsProvider(credentials(settings))
                .httpClientBuilder(ApacheHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE));
    }

    /** Keys of its own, else those of the store. */
    private static AwsCredentialsProvider credentials(StoryreelSettings settings) {
        StoryreelSettings.Sqs sqs = settings.sqs();
        return sqs.accessKey().isPresent() && sqs.secretKey().isPresent()
                ? StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(sqs.accessKey().get(), sqs.secretKey().get()))
                : AwsAccess.of(settings.s3());
    }
}
