package io.storyreel.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How long an HTTP server asks to be left alone: the header {@code Retry-After} (RFC 9110 section 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {
    }

    /** The wait from {@code now} on, by seconds or a date; null where none is named, or none that can be read. */
    public static Duration from(String header, Instant now) {
        if (header == null || header.isBlank()) {
            return null;
        }
        String said = header.strip();
        if (said.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return said.length() < 10 ? Duration.ofSeconds(Long.parseLong(said)) : null;
        }
        try {
            Duration until = Duration.between(now, ZonedDateTime.parse(said, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException notADate) {
            return null;
        }
    }
}
