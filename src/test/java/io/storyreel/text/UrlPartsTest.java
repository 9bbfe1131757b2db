package io.storyreel.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an address is taken apart, beside what the JDK says of those that it takes. */
class UrlPartsTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "http://example.com:8080/",
        "https://example.com/a/b.mp4?X=1&Y=%2F#top",
        "https://u:p@example.com/a", "https://[2001:db8::1]:443/a?b", "https://example.com?q", "https://example.com#f"})
    void partsAreThoseThatTheJdkSees(String url) {
        URI jdk = URI.create(url);

        UrlParts parts = UrlParts.of(url).orElseThrow();

        assertThat(parts).isEqualTo(new UrlParts(jdk.getScheme(), jdk.getRawUserInfo(), jdk.getHost(),
                jdk.getPort() < 0 ? null : String.valueOf(jdk.getPort()), jdk.getRawPath(), jdk.getRawQuery()));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "HTTPS://my_bucket.example.com/a, https, -, my_bucket.example.com, -, /a, -",
        "https://e.com/?a=x|b, https, -, e.com, -, /, a=x|b",
        "https://a@b@e.com:1/, https, a@b, e.com, 1, /, -",
        "https://@e.com, https, '', e.com, -, '', -",
        "https://e.com:/a, https, -, e.com, '', /a, -",
        "https://e.com/a@b:99, https, -, e.com, -, /a@b:99, -",
        "'https:///a', https, -, '', -, /a, -",
        "https://e.com:1:2/a, https, -, -, -, /a, -",
        "https://e.com:123456/a, https, -, -, -, /a, -",
        "'https://[::1/a', https, -, -, -, /a, -"})
    void whatTheJdkRefusesIsTakenApartToo(String url, String scheme, String user, String host, String port, String path,
            String query) {
        assertThat(UrlParts.of(url)).contains(new UrlParts(scheme, user, host, port, path, query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.png", "/a", "//e.com/a", "mailto:a@e.com", "https:/e.com", "1http://e.com"})
    void whatNamesNoSchemeAndServerIsNone(String text) {
        assertThat(UrlParts.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, false", "1, true", "65535, true", "65536, false"})
    void aPortIsOneThatSomethingCanListenAt(int port, boolean isOne) {
        assertThat(UrlParts.isPort(port)).isEqualTo(isOne);
    }
}
