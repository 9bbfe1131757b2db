package io.storyreel.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.storyreel.LoopbackHost;
import io.storyreel.proxy.ProxyAddress;
import io.storyreel.proxy.SmallProxy;
import io.storyreel.proxy.TlsFront;
import io.storyreel.settings.TestSettings;
import org.apache.camel.Exchange;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to the service through a proxy; the service's name is known to nobody but the proxy. */
@Timeout(60)
class StoryApiProxyTest {

    private static final String STORY = "{\"data\":{\"id\":\"s-1\"}}";

    private static final String LOGIN = new ProxyAddress("p", 1, "me", "p@ss").authorization();

    private LoopbackHost service;

    @BeforeEach
    void start() throws IOException {
        service = new LoopbackHost((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Type: application/json", "Content-Length: " + STORY.length());
            out.write(STORY.getBytes(StandardCharsets.UTF_8));
        });
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void aPlainCallAsksTheProxyForTheWholeAddressOnceWithItsLogin() throws Exception {
        try (SmallProxy proxy = new SmallProxy(service.port(), LOGIN, null)) {
            assertAnswered(post("http://api.invalid", proxy));

            assertThat(proxy.heads).singleElement().asString()
                    .startsWith("POST http://api.invalid/story/idea-2-video HTTP/1.1\r\n");
        }
        assertThat(service.requests).singleElement().satisfies(request -> assertThat(new String(request.body(),
                StandardCharsets.UTF_8)).isEqualTo("idea"));
    }

    @Test
    void aSecureCallGoesThroughATunnelThatKnowsNoKeyAndByAnOwnCa(@TempDir Path folder) throws Exception {
        try (TlsFront tls = new TlsFront(folder, service.port(), "dns:api.invalid");
                SmallProxy proxy = new SmallProxy(tls.port(), LOGIN, null)) {
            assertAnswered(post("https://api.invalid", proxy));

            assertThat(proxy.heads).hasSize(2).allMatch(head -> head.startsWith("CONNECT api.invalid:443 HTTP/1.1\r\n"))
                    .noneMatch(head -> head.contains(TestSettings.API_KEY));
        }
        assertThat(service.requests).singleElement().satisfies(request -> assertThat(request.headers())
                .containsEntry("X-Api-Key", TestSettings.API_KEY).doesNotContainKey("Proxy-Authorization"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://api.invalid", "https://api.invalid"})
    void aCallThatTheProxyDoesNotPassOnWasNeverSentAndTellsNoPassword(String service) throws Exception {
        try (SmallProxy strict = new SmallProxy(this.service.port(), "Basic another", null)) {
            assertNeverSent(post(service, strict));
        }
        assertThat(this.service.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"403 Forbidden", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"})
    void aTunnelThatIsNotMadeWasNeverSent(String refusal) throws Exception {
        try (SmallProxy refusing = new SmallProxy(service.port(), null, refusal)) {
            assertNeverSent(post("https://api.invalid", refusing));
        }
    }

    @Test
    void aProxyThatIsAwayWasNeverSentTo() throws Exception {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }

        for (String service : List.of("http://api.invalid", "https://api.invalid")) {
            assertNeverSent(post(service, "127.0.0.1:" + nobody));
        }
    }

    @Test
    void aHostOfNoProxyIsAskedDirectly() throws Exception {
        try (SmallProxy proxy = new SmallProxy(service.port())) {
            assertAnswered(post(service.url(""), proxy.address(), "storyreel.http.no-proxy", "127.0.0.0/8"));

            assertThat(proxy.heads).isEmpty();
        }
    }

    private static void assertAnswered(Exchange answered) {
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody(String.class)).isEqualTo(STORY);
    }

    private static void assertNeverSent(Exchange answered) {
        assertThat(answered.getException()).isInstanceOf(NeverSentException.class);
        assertThat(answered.getException().toString()).doesNotContain("p@ss", "p%40ss", LOGIN);
    }

    private static Exchange post(String baseUrl, SmallProxy proxy) throws Exception {
        return post(baseUrl, proxy.address());
    }

    private static Exchange post(String baseUrl, String proxy, String... settings) throws Exception {
        try (ServiceCall service = new ServiceCall(TestSettings.with(Map.of("storyreel.api.base-url", baseUrl,
                "storyreel.http.proxy", "http://me:p%40ss@" + proxy), settings))) {
            return service.post("/story/idea-2-video", new StringEntity("idea", StandardCharsets.UTF_8));
        }
    }
}
