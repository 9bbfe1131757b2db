package io.storyreel.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;

import io.storyreel.sandbox.simulator.StoryApiSimulator;

/** The product's settings that connect it to a simulator and a local S3 server. */
public final class SandboxSettings {

    /** The bucket the videos go to. */
    public static final String BUCKET = "storyreel-videos";

    private SandboxSettings() {
    }

    /**
     * What polls and delivers within fractions of a second, without webhooks. The bucket must be there.
     */
    public static Map<String, String> connecting(StoryApiSimulator api, LocalS3 s3) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("storyreel.api.base-url", api.baseUrl().toString());
        settings.put("storyreel.api.key", api.apiKey());
        settings.put("storyreel.api.dialect", api.dialect().setting());
        settings.put("storyreel.s3.endpoint", s3.endpoint().toString());
        settings.put("storyreel.s3.region", LocalS3.REGION);
        settings.put("storyreel.s3.path-style", "true");
        settings.put("storyreel.s3.bucket", BUCKET);
        settings.put("storyreel.s3.access-key", s3.accessKey());
        settings.put("storyreel.s3.secret-key", s3.secretKey());
        settings.put("storyreel.track.poll-interval", "200ms");
        settings.put("storyreel.track.compose-grace", "2s");
        settings.put("storyreel.download.allowed-hosts", "localhost,127.0.0.1");
        // The simulator's videos are on the loopback address and without TLS.
        settings.put("storyreel.download.allow-private-addresses", "true");
        return settings;
    }

    /** What lets the simulator call the product's webhook, in addition. */
    public static Map<String, String> callingBack(int httpPort) {
        return Map.of("storyreel.webhook.public-url", "http://127.0.0.1:" + httpPort,
                "storyreel.webhook.secret", "only-for-the-sandbox-0123456789abcdef");
    }
}
