package io.storyreel.service;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A webhook URL of its own for every request. Its last part can't be guessed, and is the same in every replica and
 * after a restart: it tells which request an unknown batch id belongs to.
 */
@ApplicationScoped
public class WebhookAddress {

    private static final String HMAC = "HmacSHA256";

    private final StoryreelSettings.Webhook settings;

    WebhookAddress(StoryreelSettings settings) {
        this.settings = settings.webhook();
    }

    /** Whether the service can call us at all. */
    public boolean isOn() {
        return settings.publicUrl().isPresent();
    }

    /** HMAC-SHA-256 of the request id under {@code storyreel.webhook.secret}, in hex; null while webhooks are off. */
    public String token(String requestId) {
        if (!isOn()) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(settings.secret().orElseThrow().getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(requestId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    /** Where the service is to call for this request; empty while webhooks are off. */
    public Optional<String> url(String requestId) {
        return settings.publicUrl().map(base -> base.toString().replaceAll("/+$", "") + "/webhooks/vimmerse/"
                + token(requestId));
    }
}
