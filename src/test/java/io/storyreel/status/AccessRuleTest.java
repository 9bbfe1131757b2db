package io.storyreel.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.storyreel.settings.TestSettings;
import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look at stories, with a token and without one. */
class AccessRuleTest {

    private static final String TOKEN = "correct:horse battery";

    private final AccessRule open = new AccessRule(TestSettings.with());

    private final AccessRule guarded = new AccessRule(TestSettings.with("storyreel.ui.token", TOKEN));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"})
    void withoutATokenWhoeverIsOnThisMachineMayLook(String remote) {
        assertThat(open.status(null, "localhost:8080", null, from(remote))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.168.1.127", "2001:db8:0:0:0:0:0:1", "128.0.0.1"})
    void withoutATokenNobodyElseMayLookWhateverHeSays(String remote) {
        assertThat(open.status("Bearer " + TOKEN, "localhost:8080", null, from(remote))).isEqualTo(403);
    }

    @Test
    void whoeverComesFromNowhereMayNotLook() {
        assertThat(open.status(null, "localhost", null, null)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:9", "[::1]", "[::1]:8080"})
    void thisMachinesNamesAreItsOwn(String host) {
        assertThat(open.status(null, host, null, from("127.0.0.1"))).isEqualTo(200);
        assertThat(open.status(null, host, "http://" + host, from("127.0.0.1"))).isEqualTo(200);
        assertThat(open.status(null, host, "https://" + host, from("127.0.0.1"))).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
        "1270.0.0.1.example", "", "null", "[::2]", "10.0.0.1", "localhost@evil.example"})
    void aPageOfAStrangeSiteInThisMachinesBrowserMayNotLook(String name) {
        assertThat(open.status(null, name, null, from("127.0.0.1"))).as("Host").isEqualTo(403);
        assertThat(open.status(null, "localhost", name, from("127.0.0.1"))).as("Origin").isEqualTo(403);
        assertThat(open.status(null, "localhost", "http://" + name, from("127.0.0.1"))).as("Origin").isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://localhost", "http://127.0.0.1:8080", "https://[::1]:8080",
        "http://localhost:8080.evil.example", "http://localhost:8080, http://evil.example", "localhost:8080",
                "ftp://localhost:8080"})
    void anotherProgramOfThisMachineIsAStrangerToo(String origin) {
        assertThat(open.status(null, "localhost:8080", origin, from("127.0.0.1"))).isEqualTo(403);
        assertThat(guarded.status(basic(":" + TOKEN), "localhost:8080", origin, from("127.0.0.1"))).isEqualTo(403);
    }

    @Test
    void aCallWithoutAHostMayNotLook() {
        assertThat(open.status(null, null, null, from("127.0.0.1"))).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"Bearer", "bearer", "BEARER"})
    void whoeverBringsTheTokenMayLookFromAnywhere(String scheme) {
        assertThat(guarded.status(scheme + " " + TOKEN, "storyreel.example", "https://else.example", from("10.0.0.1")))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "anybody", "storyreel"})
    void aBrowserBringsTheTokenAsThePasswordOfAnyUser(String user) {
        assertThat(guarded.status(basic(user + ":" + TOKEN), "storyreel.example", null, from("10.0.0.1")))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer correct", "Bearer CORRECT:HORSE BATTERY",
        "Bearer correct:horse battery2", "Basic", "Basic %%%", "Digest correct:horse battery", ""})
    void aWrongTokenIsAskedForAgainEvenOnThisMachine(String authorization) {
        assertThat(guarded.status(authorization, "localhost", null, from("127.0.0.1"))).isEqualTo(401);
    }

    @Test
    void noTokenIsAskedForEvenOnThisMachine() {
        assertThat(guarded.status(null, "localhost", null, from("127.0.0.1"))).isEqualTo(401);
        assertThat(guarded.status(basic(TOKEN + ":"), "localhost", null, from("127.0.0.1"))).isEqualTo(401);
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static SocketAddress from(String remote) {
        return SocketAddress.inetSocketAddress(40_000, remote);
    }
}
