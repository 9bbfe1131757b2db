package io.storyreel.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy leads where. */
class HttpProxiesTest {

    private static final Map<String, String> JVM = Map.of("https.proxyHost", "jvm", "https.proxyPort", "81",
            "http.proxyHost", "jvm-plain", "http.nonProxyHosts", "*.inside|exact");

    private static final Map<String, String> ENVIRONMENT = Map.of("HTTPS_PROXY", "http://me:secret@env:82/",
            "http_proxy", "env-plain", "NO_PROXY", "inside,10.0.0.0/8");

    @Test
    void theSettingIsForAllHostsThisMachineIncluded() {
        HttpProxies proxies = proxies(JVM, ENVIRONMENT, "storyreel.http.proxy", "http://set:80");

        for (String host : new String[] {"api.example", "a.inside", "127.0.0.1", "localhost"}) {
            assertThat(proxies.to("https", host, -1)).map(ProxyAddress::toString).contains("set:80");
            assertThat(proxies.to("http", host, 8080)).map(ProxyAddress::toString).contains("set:80");
        }
    }

    @Test
    void withoutItTheJvmsPropertiesCountAndThenTheEnvironment() {
        assertThat(proxies(JVM, ENVIRONMENT).to("https", "api.example", 443)).map(ProxyAddress::toString)
                .contains("jvm:81");
        assertThat(proxies(JVM, ENVIRONMENT).to("http", "api.example", 80)).map(ProxyAddress::toString)
                .contains("jvm-plain:80");
        assertThat(proxies(JVM, ENVIRONMENT).to("https", "a.inside", 443)).isEmpty();
        assertThat(proxies(JVM, ENVIRONMENT).to("https", "exact", 443)).isEmpty();
        assertThat(proxies(JVM, ENVIRONMENT).to("https", "below.exact", 443)).isPresent();
        assertThat(proxies(Map.of(), ENVIRONMENT).to("https", "api.example", 443))
                .contains(new ProxyAddress("env", 82, "me", "secret"));
        assertThat(proxies(Map.of(), ENVIRONMENT).to("http", "api.example", 443)).map(ProxyAddress::toString)
                .contains("env-plain:3128");
        assertThat(proxies(Map.of(), ENVIRONMENT).to("https", "a.inside", 443)).isEmpty();
        assertThat(proxies(Map.of(), ENVIRONMENT).to("https", "10.1.2.3", 443)).isEmpty();
        assertThat(proxies(Map.of(), Map.of()).to("https", "api.example", 443)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"})
    void thisMachineIsAskedDirectlyWhereNobodySaidOtherwise(String host) {
        assertThat(proxies(JVM, ENVIRONMENT).to("https", host, 443)).isEmpty();
        assertThat(proxies(Map.of(), ENVIRONMENT).to("http", host, 80)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "example.com             | example.com     | true",
        "example.com             | EXAMPLE.com.    | true",
        "example.com             | a.example.com   | true",
        "example.com             | badexample.com  | false",
        ".example.com            | a.example.com   | true",
        "x, .example.com ,y      | example.com     | true",
        "*                       | anything        | true",
        "*.example.com           | a.example.com   | true",
        "*.example.com           | example.com     | false",
        "api.example.com         | example.com     | false",
        "example.com:443         | example.com     | true",
        "example.com:8443        | example.com     | false",
        "10.0.0.0/8              | 10.255.0.1      | true",
        "10.0.0.0/8              | 11.0.0.1        | false",
        "10.0.0.0/8              | ten.example     | false",
        "10.0.0.0/99             | 10.0.0.1        | false",
        "2001:db8::/32           | 2001:db8:1::1   | true",
        "192.168.1.1             | 192.168.1.1     | true",
        "1.1                     | 192.168.1.1     | false"})
    void hostsOfNoProxyAreAskedDirectly(String list, String host, boolean isDirect) {
        assertThat(proxies(Map.of(), Map.of("HTTPS_PROXY", "http://p", "no_proxy", list)).to("https", host, -1)
                .isEmpty()).isEqualTo(isDirect);
        assertThat(proxies(Map.of(), Map.of(), "storyreel.http.proxy", "p", "storyreel.http.no-proxy", list)
                .to("https", host, 443).isEmpty()).isEqualTo(isDirect);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "http://p:1        | p:1      | ''  | ''", "p                 | p:3128   | ''  | ''",
        "http://u:x@p:1/   | p:1      | u   | x", "http://u:a%40b%25+@p:1 | p:1 | u | a@b%+",
        "http://u:a@b@p:1  | p:1      | u   | a@b", "http://[::1]:9    | ::1:9    | ''  | ''"})
    void anAddressIsReadWithItsLogin(String text, String shown, String user, String password) {
        ProxyAddress proxy = ProxyAddress.parse(text).orElseThrow();

        assertThat(proxy).hasToString(shown);
        assertThat(proxy.user() == null ? "" : proxy.user()).isEqualTo(user);
        assertThat(proxy.password() == null ? "" : proxy.password()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "socks5://p:1", "https://p:1", "http://p:0", "http://p:99999", "http://p:x", "p:1/path",
        "http://u:%zz@p:1", "http://a b:1"})
    void anythingElseIsNoAddress(String text) {
        assertThat(ProxyAddress.parse(text)).isEmpty();
    }

    private static HttpProxies proxies(Map<String, String> jvm, Map<String, String> environment, String... settings) {
        return new HttpProxies(TestSettings.with(settings), jvm::get, environment);
    }
}
