package io.storyreel.settings;

import java.util.List;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Which buckets a request may name: {@code storyreel.s3.bucket}, and those of {@code storyreel.s3.allowed-buckets}.
 * Our credentials may open more than whoever sends requests is meant to read or write.
 */
@ApplicationScoped
public class AllowedBuckets {

    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9._-]+\\*?|\\*");

    private final String own;

    private final List<String> more;

    /** Reads the two settings. */
    public AllowedBuckets(StoryreelSettings settings) {
        this.own = settings.s3().bucket();
        this.more = settings.s3().allowedBuckets().orElse(List.of()).stream().map(String::strip).toList();
    }

    /** Whether a request may read from a bucket or write to it. */
    public boolean allows(String bucket) {
        return own.equals(bucket) || more.stream().anyMatch(one -> one.endsWith("*")
                ? bucket.startsWith(one.substring(0, one.length() - 1)) : one.equals(bucket));
    }

    public static boolean isPattern(String text) {
        return PATTERN.matcher(text.strip()).matches();
    }
}
