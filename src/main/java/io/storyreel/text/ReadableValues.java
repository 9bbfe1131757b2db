package io.storyreel.text;

import java.time.Duration;
import java.util.Locale;

/** Values as a reader of logs and messages wants them. */
public final class ReadableValues {

    private ReadableValues() {
    }

    /** A duration as people say it, for example {@code 0.8 s}, {@code 5 min} or {@code 6 h}. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 120_000) {
            return String.format(Locale.ROOT, millis % 1000 == 0 ? "%.0f s" : "%.1f s", millis / 1000.0);
        }
        return millis < 7_200_000 ? Math.round(millis / 60_000.0) + " min" : Math.round(millis / 3_600_000.0) + " h";
    }
}
