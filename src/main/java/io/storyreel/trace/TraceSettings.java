package io.storyreel.trace;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;

/**
 * The settings of traces: those that OpenTelemetry has for every program, {@code OTEL_..} in the environment, or
 * {@code otel...} as any other setting here
 * (<a href="https://opentelemetry.io/docs/languages/java/configuration/">their list</a>).
 */
public final class TraceSettings {

    private static final String DISABLED = "otel.sdk.disabled";

    private static final String EXPORTER = "otel.traces.exporter";

    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

    private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";

    private TraceSettings() {
    }

    /**
     * Whether traces are on: {@code OTEL_SDK_DISABLED=false} says so, or an address to send them to. Off where none of
     * them is set, other than in programs that are made to be traced, and where {@code OTEL_SDK_DISABLED=true} or
     * {@code OTEL_TRACES_EXPORTER=none} says so.
     */
    static boolean isOn(Config config) {
        boolean isWanted = config.getOptionalValue(DISABLED, String.class)
                .map(disabled -> "false".equalsIgnoreCase(disabled.strip()))
                .orElse(isSet(config, ENDPOINT) || isSet(config, TRACES_ENDPOINT));
        return isWanted && !config.getOptionalValue(EXPORTER, String.class).filter("none"::equals).isPresent();
    }

    private static boolean isSet(Config config, String name) {
        return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank()).isPresent();
    }

    /** What is wrong with them, in one line; empty where nothing is, or traces are off. */
    public static Optional<String> problem(Config config) {
        Optional<String> disabled = config.getOptionalValue(DISABLED, String.class).map(String::strip);
        if (disabled.isPresent() && !disabled.get().matches("(?i)true|false")) {
            return Optional.of(DISABLED + " must be true or false");
        }
        return isOn(config) ? OtelSetup.problem(of(config)) : Optional.empty();
    }

    /** All that are not from the environment, where OpenTelemetry finds its own. */
    static Map<String, String> of(Config config) {
        Map<String, String> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith("otel.")) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(name.toLowerCase(Locale.ROOT), value));
            }
        }
        return settings;
    }
}
