package io.storyreel.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryFault;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

    private static AllowedHosts allowing(String hosts) {
        return new AllowedHosts(TestSettings.with("storyreel.download.allowed-hosts", hosts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://media.vimmerse.net/a", "https://A.B.VIMMERSE.NET:8443/a",
        "https://media.vimmerse.net./a"})
    void aStarCoversEveryHostBelowInAnyCaseAndOnAnyPort(String url) throws StoryFault {
        allowing("*.vimmerse.net").check(VideoUrl.parse(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://vimmerse.net/a", "https://evilvimmerse.net/a", "https://vimmerse.net.evil.org/a",
        "https://evil.org/?x=.vimmerse.net", "https://evil.org#.vimmerse.net", "https://evil.org\\.vimmerse.net/"})
    void aStarCoversNeitherTheDomainItselfNorWhatOnlyLooksLikeIt(String url) {
        assertThatThrownBy(() -> allowing("*.vimmerse.net").check(VideoUrl.parse(url)))
                .isInstanceOfSatisfying(StoryFault.class, fault -> {
                    assertThat(fault.isLasting()).isTrue();
                    assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED);
                });
    }

    @Test
    void aRefusalNamesTheHostAndTheSetting() {
        assertThatThrownBy(() -> allowing("*.vimmerse.net").check(VideoUrl.parse("https://cdn.example.org/v?sig=s")))
                .hasMessageContaining("cdn.example.org").hasMessageContaining("storyreel.download.allowed-hosts")
                .hasMessageNotContaining("sig");
    }

    @Test
    void severalHostsMayBeNamedAndAPlainOneCoversOnlyItself() {
        AllowedHosts hosts = allowing("media.example.org, *.vimmerse.net,[::1]");

        assertThat(hosts.allows("media.example.org")).isTrue();
        assertThat(hosts.allows("a.media.example.org")).isFalse();
        assertThat(hosts.allows("a.vimmerse.net")).isTrue();
        assertThat(hosts.allows("::1")).isTrue();
    }

    @Test
    void namesOfAnyScriptAreComparedAsDnsKnowsThem() throws StoryFault {
        allowing("*.bücher.example").check(VideoUrl.parse("https://video.xn--bcher-kva.example/a"));
        allowing("*.xn--bcher-kva.example").check(VideoUrl.parse("https://video.BÜCHER.example/a"));
    }

    @Test
    void plainHttpAndUserNamesAreRefused() {
        assertThatThrownBy(() -> allowing("*.vimmerse.net").check(VideoUrl.parse("http://a.vimmerse.net/v")))
                .isInstanceOf(StoryFault.class).hasMessageContaining("allow-private-addresses");
        assertThatThrownBy(() -> VideoUrl.parse("https://user@a.vimmerse.net/v")).isInstanceOf(StoryFault.class);
        assertThatThrownBy(() -> VideoUrl.parse("https://a.vimmerse.net@evil.org/v")).isInstanceOf(StoryFault.class);
    }

    @Test
    void plainHttpPassesWherePrivateAddressesDo() throws StoryFault {
        new AllowedHosts(TestSettings.with("storyreel.download.allowed-hosts", "127.0.0.1",
                "storyreel.download.allow-private-addresses", "true")).check(VideoUrl.parse("http://127.0.0.1:1/v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "media/a.mp4", "ftp://a.vimmerse.net/v", "file:///etc/passwd", "https:///v",
        "https://a b.vimmerse.net/v", "https://a.vimmerse.net:0/v", "https://a.vimmerse.net:99999/v"})
    void whatIsNoWebAddressIsRefused(String url) {
        assertThatThrownBy(() -> VideoUrl.parse(url)).isInstanceOfSatisfying(StoryFault.class,
                fault -> assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {
        "https://h.net/a%2Fb?X-Sig=a%2Bb+c%3D&e=,https://h.net/a%2Fb?X-Sig=a%2Bb+c%3D&e=",
        "https://h.net/ein film.mp4?t=50%,https://h.net/ein%20film.mp4?t=50%25",
        "https://h.net/é|x#part,https://h.net/%C3%A9%7Cx",
        "https://my_bucket.h.net:8443,https://my_bucket.h.net:8443/"})
    void aSignedQueryIsKeptToTheLetterAndOnlyImpossibleCharactersAreEncoded(String url, String sent)
            throws StoryFault {
        assertThat(VideoUrl.parse(url)).hasToString(sent);
    }

    @ParameterizedTest
    @CsvSource({"/v.mp4?s=1,https://h.net/v.mp4?s=1", "v.mp4,https://h.net/dir/v.mp4", "//g.net/v,https://g.net/v",
        "https://g.net/a#b,https://g.net/a"})
    void aRedirectMayBeRelative(String location, String target) throws StoryFault {
        assertThat(VideoUrl.parse("https://h.net/dir/a?x=y").resolve(location)).hasToString(target);
    }

    static Stream<String> addressesThatNameNoHost() {
        return Stream.of("https://[:::]/", "https://[::1::]/", "https://[1.2.3.4]/", "https://[::%25eth0]/",
                "https://[0:0:0:0:0:0:0:0:0]/", "https://" + "a.".repeat(6_000) + "vimmerse.net/",
                "https://" + "a".repeat(300) + ".vimmerse.net/", "https://" + "ü.".repeat(200) + "vimmerse.net/",
                "https://" + "\u3002".repeat(50) + "/", "https://../", "https://.vimmerse.net/", "https:///",
                "https://a.vimmerse.net/" + "x".repeat(9_000), "https://-.vimmerse.net/",
                "https://\u00ad.vimmerse.net/");
    }

    @ParameterizedTest
    @MethodSource("addressesThatNameNoHost")
    void anAddressThatNoHostCanHaveIsRefusedInPlainWords(String url) {
        assertThatThrownBy(() -> allowing("*.vimmerse.net").check(VideoUrl.parse(url)))
                .isInstanceOfSatisfying(StoryFault.class, fault -> {
                    assertThat(fault.isLasting()).isTrue();
                    assertThat(fault.error().code()).isEqualTo(ErrorCode.VIDEO_URL_REFUSED);
                    assertThat(fault.getMessage()).hasSizeLessThan(400);
                });
    }
}
