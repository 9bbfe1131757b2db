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

    @ParameterizedTest
    @CsvSource({"0,30000,60000", "7,30000,60000", "90,90000,90000", "3600,3600000,3600000",
        "999999999,3600000,3600000"})
    void whatIsAskedForOnlyMakesAWaitLongerAndByAnHourAtMost(long asked, long least, long most) {
        Backoff backoff = new Backoff(TestSettings.with());

        assertThat(backoff.after(9, Duration.ofSeconds(asked)))
                .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        assertThat(backoff.after(9, null)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @Test
    void aWaitOfOursThatIsLongerThanAnHourIsKept() {
        assertThat(Backoff.longer(Duration.ofHours(2), Duration.ofDays(9))).isEqualTo(Duration.ofHours(2));
    }

    private static Stream<Duration> waits(Backoff backoff, int attempts) {
        return Stream.generate(() -> backoff.after(attempts)).limit(200);
    }
}
