package io.storyreel.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;

import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"0,500,1000", "1,1000,2000", "2,2000,4000", "5,16000,32000", "6,30000,60000", "63,30000,60000",
        "100000,30000,60000"})
    void eachWaitIsBetweenHalfAndAllOfADelayThatDoublesUpToTheMost(int attempts, long least, long most) {
        Backoff backoff = new Backoff(TestSettings.with());

        assertThat(waits(backoff, attempts)).allSatisfy(
                wait -> assertThat(wait).isBetween(Duration.ofMillis(least), Duration.ofMillis(most)));
    }

    @Test
    void storiesThatFailedTogetherDoNotComeBackTogether() {
        assertThat(waits(new Backoff(TestSettings.with()), 3).distinct().count()).isGreaterThan(10);
    }

    @Test
    void theLongestWaitIsThatOfManyAttempts() {
        Backoff backoff = new Backoff(TestSettings.with());

        assertThat(Stream.generate(backoff::longest).limit(200)).allSatisfy(
                wait -> assertThat(wait).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60)));
    }

    @Test
    void theShortestDelayThatCanBeSetIsKept() {
        Backoff backoff = new Backoff(TestSettings.with("storyreel.api.retry-delay", "50ms",
                "storyreel.api.retry-max-delay", "50ms"));

        assertThat(waits(backoff, 9)).allSatisfy(
                wait -> assertThat(wait).isBetween(Duration.ofMillis(25), Duration.ofMillis(50)));
    }

    private static Stream<Duration> waits(Backoff backoff, int attempts) {
        return Stream.generate(() -> backoff.after(attempts)).limit(200);
    }
}
