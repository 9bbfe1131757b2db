package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import io.storyreel.service.CallPermits;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How hard the service is driven, in calls at once and in calls a second. */
@Timeout(90)
class MaxConcurrentRouteTest {

    private StoryApiSimulator service;

    @BeforeEach
    void start() {
        service = StoryApiSimulator.start(SimulatorOptions.quick());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** Camel's own throttle forgets who holds a permit ten seconds after the last one was given back (CAMEL-24926). */
    @Test
    void callsOfTwelveSecondsKeepTheirPermitsUntilTheyAreAnswered() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings("storyreel.api.max-concurrent", "2"))) {
            CompletableFuture<Story> first = submit(route, "first",
                    "{\"mode\":\"advanced\",\"idea\":\"a [sim:slow ms=12000]\"}");
            await().until(() -> service.calls().size() == 1);
            submit(route, "short", "{\"idea\":\"b\"}").join();
            CompletableFuture<Story> second = submit(route, "second",
                    "{\"mode\":\"advanced\",\"idea\":\"c [sim:slow ms=12000]\"}");
            await().until(() -> service.calls().size() == 3);
            await().pollDelay(Duration.ofMillis(10_500)).atMost(Duration.ofSeconds(30)).until(() -> !first.isDone());
            CompletableFuture<Story> third = submit(route, "third", "{\"idea\":\"d\"}");

            assertThat(third.join().state()).isEqualTo(StoryState.GENERATING);
            second.join();
            assertThat(service.concurrencyHighWaterMark()).isEqualTo(2);
            assertThat(route.get(CallPermits.class).free()).isEqualTo(2);
        }
    }

    @Test
    void requestsPerSecondAllowsBurstsOfNoMoreThanASecondsWorth() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings("storyreel.api.requests-per-second", "5",
                "storyreel.api.max-concurrent", "20"))) {
            Instant before = Instant.now();
            CompletableFuture.allOf(IntStream.range(0, 16)
                    .mapToObj(i -> submit(route, "r" + i, "{\"idea\":\"" + i + "\"}"))
                    .toArray(CompletableFuture[]::new)).join();

            var times = service.calls().stream().map(ReceivedCall::receivedAt).sorted().toList();
            assertThat(times).hasSize(16);
            // Counted from before the first: a busy machine may let what is under way bunch when it arrives.
            for (int seconds = 1; seconds <= 3; seconds++) {
                assertThat(Duration.between(before, times.get(5 * seconds))).as("after " + 5 * seconds + " calls")
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(seconds));
            }
        }
    }

    private static CompletableFuture<Story> submit(SubmitRoute route, String requestId, String request) {
        CompletableFuture<Story> sent = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                sent.complete(route.submit(requestId, request));
            } catch (Exception | AssertionError e) {
                sent.completeExceptionally(e);
            }
        }, requestId);
        thread.setDaemon(true);
        thread.start();
        return sent;
    }

    private StoryreelSettings settings(String... more) {
        return TestSettings.with(Map.of("storyreel.api.base-url", service.baseUrl().toString(),
                "storyreel.api.key", service.apiKey()), more);
    }
}
