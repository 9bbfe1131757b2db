package io.storyreel.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.storyreel.LoopbackHost;
import io.storyreel.settings.TestSettings;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service is not hammered while it is down. */
class StoryApiBreakerTest {

    private static final LoopbackHost.Answer DOWN = (request, out) -> LoopbackHost.head(out, "503 Busy");

    private static final LoopbackHost.Answer REFUSING = (request, out) -> LoopbackHost.head(out, "404 Not Found");

    private static final LoopbackHost.Answer UP = (request, out) -> {
        LoopbackHost.head(out, "200 OK");
        out.write("{}".getBytes(StandardCharsets.UTF_8));
    };

    private LoopbackHost host;

    private ServiceCall call;

    @BeforeEach
    void start() throws Exception {
        host = new LoopbackHost(DOWN);
        var settings = TestSettings.with("storyreel.api.base-url", host.url(""), "storyreel.api.retry-delay", "300ms",
                "storyreel.api.retry-max-delay", "600ms");
        call = new ServiceCall(settings);
    }

    @AfterEach
    void stop() throws IOException {
        call.close();
        host.close();
    }

    @Test
    void afterTwentyFailedCallsNoneIsMadeUntilOneHasAskedAndBeenAnswered() {
        failTwentyTimes();

        assertThat(answered().getException()).isInstanceOf(ServicePausedException.class);
        assertThat(host.requests).hasSize(20);
        await("the one that asks").until(() -> answered().getException() == null);
        assertThat(host.requests).hasSize(21);
        assertThat(answered().getException()).isInstanceOf(ServicePausedException.class);
        host.nowAnswers(UP);
        await("the one that is answered").until(() -> answered().getException() == null);
        for (int i = 0; i < 40; i++) {
            assertThat(answered().getException()).isNull();
        }
    }

    @Test
    void connectionsThatBreakCountAsFailedCalls() {
        host.nowAnswers(LoopbackHost.resetting());
        for (int i = 0; i < 20; i++) {
            assertThat(answered().getException()).isInstanceOf(IOException.class)
                    .isNotInstanceOf(ServicePausedException.class);
        }

        assertThat(answered().getException()).isInstanceOf(ServicePausedException.class);
    }

    @Test
    void aCallThatIsNotMadeIsOneThatWasNeverSent() {
        failTwentyTimes();

        assertThat(answered().getException()).isInstanceOf(NeverSentException.class);
    }

    @Test
    void aServiceThatRefusesRequestsIsNotDown() {
        host.nowAnswers(REFUSING);
        for (int i = 0; i < 40; i++) {
            assertThat(answered().getException()).isNull();
        }
    }

    @Test
    void aFewBadAnswersAmongGoodOnesPauseNothing() {
        for (int i = 0; i < 60; i++) {
            host.nowAnswers(i % 4 == 0 ? UP : DOWN);
            assertThat(answered().getException()).isNull();
        }
    }

    private void failTwentyTimes() {
        for (int i = 0; i < 20; i++) {
            assertThat(answered().getException()).isNull();
        }
    }

    private Exchange answered() {
        return call.get("/story/s-1");
    }
}
