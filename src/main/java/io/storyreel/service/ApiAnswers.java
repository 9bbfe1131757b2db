package io.storyreel.service;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;

/** Reads the service's answers, leniently: a gateway before it may send HTML or nothing. */
@ApplicationScoped
@Named("apiAnswers")
@Unremovable
public class ApiAnswers {

    private static final int MAX_TEXT = 4 * 1024;

    private final Dialect dialect;
    private final String key;
    private final Clock clock;

    ApiAnswers(Dialect dialect, StoryreelSettings settings, Clock clock) {
        this.dialect = dialect;
        this.key = settings.api().key();
        this.clock = clock;
    }

    /** The answer in a message that camel-http left. */
    public ApiAnswer read(@Header(Exchange.HTTP_RESPONSE_CODE) int status, @Header("Retry-After") String retryAfter,
            @Body String body) {
        String text = body == null ? "" : body;
        boolean yes = status >= 200 && status < 300;
        return new ApiAnswer(status, yes ? dialect.storyIn(text).orElse(null) : null, readable(text),
                delay(retryAfter));
    }

    /** One line, cut, and without our key should the service echo it. */
    private String readable(String text) {
        // Before the cut, which could leave half of the key standing.
        String masked = text.replace(key, "***");
        String cut = masked.length() > MAX_TEXT ? masked.substring(0, MAX_TEXT) : masked;
        return cut.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** RFC 9110, 10.2.3: seconds or a date. What can't be read counts as not said. */
    private Duration delay(String retryAfter) {
        if (retryAfter == null || retryAfter.isBlank()) {
            return null;
        }
        String said = retryAfter.strip();
        if (said.chars().allMatch(c -> c >= '0' && c <= '9') && said.length() < 10) {
            return Duration.ofSeconds(Long.parseLong(said));
        }
        try {
            Duration until = Duration.between(clock.instant(),
                    ZonedDateTime.parse(said, DateTimeFormatter.RFC_1123_DATE_TIME));
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
