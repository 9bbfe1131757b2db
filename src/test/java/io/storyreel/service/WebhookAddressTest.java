package io.storyreel.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void aRequestsTokenIsTheSameInEveryReplicaAndAfterARestart() {
        assertThat(with(SECRET).token("r-1")).isEqualTo(with(SECRET).token("r-1"))
                .isEqualTo("fef5e44c1db5e2e4614490a6a95348b447ddf5736bc6135a54483bf59172b355");
    }

    @Test
    void anotherRequestOrAnotherSecretGivesAnotherToken() {
        String token = with(SECRET).token("r-1");

        assertThat(with(SECRET).token("r-2")).isNotEqualTo(token);
        assertThat(with(SECRET + "!").token("r-1")).isNotEqualTo(token);
        assertThat(token).hasSize(64).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://us.example", "https://us.example/", "https://us.example//"})
    void theServiceIsToldWhereToCall(String publicUrl) {
        WebhookAddress webhook = new WebhookAddress(TestSettings.with("storyreel.webhook.public-url", publicUrl,
                "storyreel.webhook.secret", SECRET));

        assertThat(webhook.url("r-1")).contains("https://us.example/webhooks/vimmerse/" + webhook.token("r-1"));
    }

    @Test
    void withoutAPublicUrlThereIsNeitherTokenNorAddress() {
        WebhookAddress off = new WebhookAddress(TestSettings.with("storyreel.webhook.secret", SECRET));

        assertThat(off.isOn()).isFalse();
        assertThat(off.token("r-1")).isNull();
        assertThat(off.url("r-1")).isEmpty();
    }

    private static WebhookAddress with(String secret) {
        return new WebhookAddress(TestSettings.with("storyreel.webhook.public-url", "https://us.example",
                "storyreel.webhook.secret", secret));
    }
}
