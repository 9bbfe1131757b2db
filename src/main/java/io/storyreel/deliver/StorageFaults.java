package io.storyreel.deliver;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.StoryFault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells in plain words what the object store or the way to it did wrong. */
@ApplicationScoped
@Named("storageFaults")
@Unremovable
public class StorageFaults {

    /** The SDK lists every place where it looked for credentials. */
    private static final int MAX_WORDS = 200;

    /** The story's fault behind what the SDK threw: passing STORAGE_FAILED with bucket, key and the store's code. */
    public static StoryFault of(SdkException failure, Destination to) {
        return DeliverFaults.storage("Storing " + to.uri() + " failed: " + words(failure), failure);
    }

    /** One line without request ids: a store's code and status, or why it could not be reached. */
    public static String words(SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            String code = answer.awsErrorDetails() == null ? null : answer.awsErrorDetails().errorCode();
            return "the store answered " + (code == null || code.isBlank() ? "" : code + " ") + answer.statusCode();
        }
        String message = failure.getMessage();
        String line = message == null ? failure.getClass().getSimpleName() : message.lines().findFirst().orElse(message);
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "...";
    }
}
