package io.storyreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as a date-time. */
class NotBeforeTest {

    @ParameterizedTest
    @CsvSource({
        "2026-12-24T08:00:00+01:00, 2026-12-24T07:00:00Z",
        "2026-12-24t08:00:00z, 2026-12-24T08:00:00Z",
        "2026-12-24T08:00:00.5-00:00, 2026-12-24T08:00:00.500Z",
        "2026-12-24T08:00:00.123456789Z, 2026-12-24T08:00:00.123457Z",
        "2028-02-29T23:59:59-11:30, 2028-03-01T11:29:59Z"
    })
    void anRfc3339DateTimeIsAMomentNeverAnEarlierOne(String text, Instant moment) {
        assertThat(NotBefore.parse(text)).contains(moment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-12-24", "2026-12-24T08:00+01:00", "2026-12-24T08:00:00", "2026-12-24 08:00:00Z",
        "2026-02-30T08:00:00Z", "2026-12-24T25:00:00Z", "24.12.2026 08:00", "2026-12-24T08:00:00+0100",
        "2026-12-24T08:00:00+01:00[Europe/Berlin]", "1766563200", "+12026-12-24T08:00:00Z"})
    void anythingElseIsNone(String text) {
        assertThat(NotBefore.parse(text)).isEmpty();
    }
}
