package io.storyreel.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.storyreel.sandbox.LocalS3;

/** Settings as a user would write them, without starting the app. */
public final class TestSettings {

    /** The key in all of them. */
    public static final String API_KEY = "the-api-key";

    /** They do not change, and to read them the whole class path is looked through. */
    private static final Map<Map<String, String>, StoryreelSettings> KNOWN = new ConcurrentHashMap<>();

    private TestSettings() {
    }

    /** The defaults, but for the given names and values in turn. */
    public static StoryreelSettings with(String... namesAndValues) {
        return with(Map.of(), namesAndValues);
    }

    /** The defaults, but for the given values and then the names and values in turn. */
    public static StoryreelSettings with(Map<String, String> most, String... namesAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("storyreel.api.key", API_KEY));
        values.putAll(most);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return KNOWN.computeIfAbsent(values, TestSettings::read);
    }

    private static StoryreelSettings read(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(StoryreelSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 100)).build();
        return config.getConfigMapping(StoryreelSettings.class);
    }

    /** What leads to a local S3 server. */
    public static Map<String, String> leadingTo(LocalS3 s3) {
        return leadingTo(s3.endpoint().toString(), s3.accessKey(), s3.secretKey());
    }

    /** What leads to a local S3 server by way of what stands before it. */
    public static Map<String, String> leadingTo(LocalS3 s3, String endpoint) {
        return leadingTo(endpoint, s3.accessKey(), s3.secretKey());
    }

    /** What leads to whatever is at an endpoint. */
    public static Map<String, String> leadingTo(String endpoint) {
        return leadingTo(endpoint, "access", "secret");
    }

    private static Map<String, String> leadingTo(String endpoint, String accessKey, String secretKey) {
        return Map.of("storyreel.s3.endpoint", endpoint, "storyreel.s3.path-style", "true",
                "storyreel.s3.access-key", accessKey, "storyreel.s3.secret-key", secretKey);
    }
}
