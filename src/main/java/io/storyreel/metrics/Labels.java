package io.storyreel.metrics;

import java.util.Locale;

/** How values of labels are written. */
final class Labels {

    /** Where there is nothing to tell. */
    static final String NONE = "none";

    private Labels() {
    }

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
