package io.storyreel.story;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** The field {@code not_before} of a request: an RFC 3339 date-time, which has its offset and its seconds. */
public final class NotBefore {

    /** The field's name. */
    public static final String FIELD = "not_before";

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    private static final long ALMOST_A_MICRO = 999;

    private NotBefore() {
    }

    /**
     * The moment a text names; empty where it is no RFC 3339 date-time. What is finer than the ledger keeps is rounded
     * up: never earlier than was asked.
     */
    public static Optional<Instant> parse(String text) {
        String plain = text.toUpperCase(Locale.ROOT);
        if (!RFC_3339.matcher(plain).matches()) {
            return Optional.empty();
        }
        try {
            // RFC 3339 writes an unknown local offset so; Java knows no negative zero.
            return Optional.of(OffsetDateTime.parse(plain.replaceFirst("-00:00$", "Z")).toInstant()
                    .plusNanos(ALMOST_A_MICRO).truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException e) {
            // The 30th of February, a 25th hour.
            return Optional.empty();
        }
    }

    /** When the request may be paid for, or null where it need not wait. */
    public static Instant of(JsonNode request) {
        String text = request.path(FIELD).textValue();
        return text == null ? null : parse(text).orElse(null);
    }
}
