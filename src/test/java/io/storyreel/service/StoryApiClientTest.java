package io.storyreel.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.storyreel.LoopbackHost;
import io.storyreel.TestBeans;
import io.storyreel.metrics.ApiCallMetrics;
import io.storyreel.sandbox.FreePort;
import io.storyreel.settings.TestSettings;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP client below the routes does, and above all what it leaves to them. */
@Timeout(30)
class StoryApiClientTest {

    private static final String STORY = "{\"data\":{\"id\":\"s-1\"}}";

    private static final Duration RESPONSE_TIMEOUT = Duration.ofMillis(600);

    private LoopbackHost host;

    @BeforeEach
    void start() throws IOException {
        host = new LoopbackHost((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Type: application/json");
            out.write(STORY.getBytes(StandardCharsets.UTF_8));
        });
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void anAnswerComesThroughWhole() throws Exception {
        Exchange answered = post(host.url(""));

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody(String.class)).isEqualTo(STORY);
        assertThat(new String(host.requests.get(0).body(), StandardCharsets.UTF_8)).isEqualTo("idea");
    }

    @Test
    void eachCallIsCountedByWhatCameOfIt() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        ApiCallMetrics metrics = new TestBeans(registry).get(ApiCallMetrics.class);
        HttpEntity body = new StringEntity("idea");
        try (ServiceCall call = new ServiceCall(TestSettings.with("storyreel.api.base-url", host.url("")), metrics)) {
            call.post("/v2/story/idea-2-video", body);
            call.post("/story/s-1/concat", body);
            call.post("/story", body);
            call.get("/story/videos");
        }
        String nobody = "http://127.0.0.1:" + FreePort.any();
        try (ServiceCall call = new ServiceCall(TestSettings.with("storyreel.api.base-url", nobody), metrics)) {
            call.post("/story/idea-2-video", body);
        }

        assertThat(registry.get("storyreel.api.calls").counters().stream().filter(counter -> counter.count() > 0)
                .map(counter -> counter.getId().getTag("call") + " " + counter.getId().getTag("status") + " "
                        + (int) counter.count())).containsExactlyInAnyOrder("idea-2-video 200 1", "concat 200 1",
                                "story 200 1", "get 200 1", "idea-2-video refused 1");
    }

    @Test
    void theKeyIsSentAndStandsInNoHeaderOfTheExchange() throws Exception {
        Exchange answered = post(host.url(""));

        assertThat(host.requests.get(0).headers()).containsEntry("X-Api-Key", TestSettings.API_KEY);
        for (Message message : new Message[] {answered.getIn(), answered.getMessage()}) {
            assertThat(message.getHeaders().toString()).doesNotContain(TestSettings.API_KEY)
                    .doesNotContainPattern(Pattern.compile("x-api-key", Pattern.CASE_INSENSITIVE));
        }
    }

    @Test
    void aRefusedConnectionWasNeverSent() throws Exception {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }

        assertThat(post("http://127.0.0.1:" + nobody).getException()).isInstanceOf(NeverSentException.class);
    }

    @Test
    void aHostThatNobodyKnowsWasNeverSentTo() throws Exception {
        assertThat(post("http://nobody.invalid").getException()).isInstanceOf(NeverSentException.class);
    }

    @Test
    void aHandshakeThatFailsWasNeverSent() throws Exception {
        try (ServerSocket noTls = new ServerSocket(0)) {
            Thread hangUp = new Thread(() -> {
                try {
                    noTls.accept().close();
                } catch (IOException closed) {
                    // the test is over
                }
            });
            hangUp.start();

            assertThat(post("https://127.0.0.1:" + noTls.getLocalPort()).getException())
                    .isInstanceOf(NeverSentException.class);
        }
    }

    @Test
    void aResetAfterTheRequestIsALostAnswer() throws Exception {
        host.nowAnswers(LoopbackHost.resetting());

        assertLost(post(host.url("")));
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void aConnectionThatEndsWithoutAnAnswerIsALostAnswer() throws Exception {
        host.nowAnswers((request, out) -> { });

        assertLost(post(host.url("")));
        assertThat(host.requests).hasSize(1);
    }

    @Test
    void anAnswerThatBreaksOffIsALostAnswer() throws Exception {
        host.nowAnswers((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Length: 100");
            out.write(STORY.getBytes(StandardCharsets.UTF_8));
        });

        assertLost(post(host.url("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"503 Service Unavailable", "429 Too Many Requests", "302 Found", "307 Temporary Redirect",
        "408 Request Timeout", "500 Oops"})
    void anAnswerIsHandedOnOnceNeverRepeatedNorFollowed(String status) throws Exception {
        host.nowAnswers((request, out) -> LoopbackHost.head(out, status, "Retry-After: 0",
                "Location: " + host.url("/elsewhere"), "Content-Length: 0"));

        // Long enough that nothing but our own wish keeps HttpClient from repeating a 503.
        try (ServiceCall service = service(host.url(""), "storyreel.api.response-timeout", "20s")) {
            for (Exchange answered : new Exchange[] {service.post("/story", idea()), service.get("/story/s-1")}) {
                assertThat(answered.getException()).isNull();
                assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class))
                        .isEqualTo(Integer.parseInt(status.substring(0, 3)));
            }
        }
        assertThat(host.requests).extracting(LoopbackHost.Request::target).containsExactly("/story", "/story/s-1");
    }

    @Test
    void aServiceThatNeverAnswersIsCutWithinTheResponseTimeout() throws Exception {
        CountDownLatch testIsOver = new CountDownLatch(1);
        host.nowAnswers((request, out) -> testIsOver.await(20, TimeUnit.SECONDS));

        assertCutInTime();
        testIsOver.countDown();
    }

    @Test
    void anAnswerThatDripsIsCutWithinTheResponseTimeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        host.nowAnswers((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Length: 100000");
            for (int i = 0; i < 200; i++) {
                out.write(' ');
                out.flush();
                never.await(50, TimeUnit.MILLISECONDS);
            }
        });

        assertCutInTime();
    }

    @Test
    void anAnswerOverTheLimitIsRefused() throws Exception {
        int tooMuch = BoundedAnswer.MAX_BYTES + 1;
        host.nowAnswers((request, out) -> {
            LoopbackHost.head(out, "200 OK", "Content-Length: " + tooMuch);
            out.write(new byte[tooMuch]);
        });

        try (ServiceCall service = service(host.url(""), "storyreel.api.response-timeout", "20s")) {
            assertThat(service.get("/story/s-1").getException()).isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(BoundedAnswer.MAX_BYTES));
        }
    }

    private void assertCutInTime() throws Exception {
        try (ServiceCall service = service(host.url(""))) {
            long began = System.nanoTime();
            assertLost(service.post("/story/idea-2-video", idea()));
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(RESPONSE_TIMEOUT.minusMillis(50),
                    RESPONSE_TIMEOUT.plusSeconds(4));
        }
        assertThat(host.requests).hasSize(1);
    }

    private static void assertLost(Exchange answered) {
        assertThat(answered.getException()).isInstanceOf(IOException.class).isNotInstanceOf(NeverSentException.class);
    }

    private static Exchange post(String baseUrl) throws Exception {
        try (ServiceCall service = service(baseUrl)) {
            return service.post("/story/idea-2-video", idea());
        }
    }

    private static HttpEntity idea() {
        return new StringEntity("idea", StandardCharsets.UTF_8);
    }

    private static ServiceCall service(String baseUrl) throws Exception {
        return service(baseUrl, "storyreel.api.response-timeout", RESPONSE_TIMEOUT.toMillis() + "ms");
    }

    private static ServiceCall service(String baseUrl, String... settings) throws Exception {
        return new ServiceCall(TestSettings.with(Map.of("storyreel.api.base-url", baseUrl), settings));
    }
}
