package io.storyreel.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogThrottleTest {

    private final LogThrottle throttle = new LogThrottle();

    @Test
    void whatRepeatsIsToldOnceAMinuteAlsoWithinAMillisecond() {
        assertThat(throttle.shouldLog("the broker is away", 0)).isTrue();
        assertThat(throttle.shouldLog("the broker is away", 0)).isFalse();
        assertThat(throttle.shouldLog("the broker is away", 59_999)).isFalse();
        assertThat(throttle.shouldLog("the broker is away", 60_000)).isTrue();
    }

    @Test
    void anythingElseIsToldAtOnce() {
        assertThat(throttle.shouldLog("one", 0)).isTrue();
        assertThat(throttle.shouldLog("other", 0)).isTrue();
    }
}
