package io.storyreel.s3;

import java.net.UnknownHostException;

import io.storyreel.fault.DeliveryFaults;
import io.storyreel.fault.StoryFault;
import org.apache.camel.util.ObjectHelper;
import software.amazon.awssdk.core.exception.SdkException;

/** Tells in plain words what the object store or the way to it did wrong. */
public final class StorageFaults {

    /** The SDK lists every place where it looked for credentials. */
    private static final int MAX_WORDS = 300;

    private StorageFaults() {
    }

    /** The story's fault behind what the SDK threw: passing STORAGE_FAILED with bucket, key and the store's words. */
    public static StoryFault of(SdkException failure, Destination to) {
        return DeliveryFaults.storage("Storing " + to.uri() + " failed: " + words(failure), failure);
    }

    /** One line: a store's code, status and message, or why it could not be reached; and what to look at. */
    public static String words(SdkException failure) {
        return said(failure) + new StoreHint(new StoreFailure(failure)).words().map(hint -> "; " + hint).orElse("");
    }

    /** The same without a word on what to do. */
    public static String said(SdkException failure) {
        StoreFailure trouble = new StoreFailure(failure);
        if (trouble.status() == 0) {
            return onTheWay(failure);
        }
        String message = line(trouble.message());
        return "the store answered " + (trouble.code().isEmpty() ? "" : line(trouble.code()) + " ") + trouble.status()
                + (message.isEmpty() ? "" : ": " + message);
    }

    /** Whether the store does not take us for who we say we are; what was asked for is not to blame. */
    public static boolean isAboutOurCredentials(SdkException failure) {
        return new StoreFailure(failure).isAboutOurCredentials();
    }

    private static String onTheWay(SdkException failure) {
        UnknownHostException unknown = ObjectHelper.getException(UnknownHostException.class, failure);
        if (unknown != null) {
            return "the store's host is unknown: " + line(unknown.getMessage());
        }
        String message = failure.getMessage();
        if (message != null && message.startsWith("Unable to load credentials from any")) {
            return "no credentials were found";
        }
        return line(message == null ? failure.getClass().getSimpleName() : message
                .replaceAll("(?i) ?\\(SDK Attempt Count: \\d+\\)", "")
                .replaceAll("(?i) See (the )?cause[^.]*\\.?", ""));
    }

    private static String line(String text) {
        String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "...";
    }
}
