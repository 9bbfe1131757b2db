package io.storyreel.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.SdkTracerProvider;

/** Makes OpenTelemetry's own part, as its standard settings say. Touched only where traces are on. */
final class OtelSetup {

    /** What counts where nothing is set: HTTP, since gRPC is not packaged. */
    private static final Map<String, String> DEFAULTS = Map.of("otel.service.name", "storyreel",
            "otel.exporter.otlp.protocol", "http/protobuf");

    /** Storyreel tells spans alone, by W3C's headers; its metrics are Prometheus' to ask for. */
    private static final Map<String, String> FIXED = Map.of("otel.sdk.disabled", "false", "otel.metrics.exporter",
            "none", "otel.logs.exporter", "none", "otel.propagators", "tracecontext");

    private static final String UNTOLD = "Unexpected configuration error";

    private OtelSetup() {
    }

    /** Traces that are on. */
    static StoryTraces open(Map<String, String> settings) {
        StoryIds ids = new StoryIds();
        return new OtelTraces(provider(settings, builder -> builder
                .addTracerProviderCustomizer((provider, all) -> provider.setIdGenerator(ids))
                .addSpanExporterCustomizer((exporter, all) -> new ToldExporter(exporter))), ids);
    }

    /** What is wrong with the settings. */
    static Optional<String> problem(Map<String, String> settings) {
        try {
            provider(settings, builder -> { }).close();
            return Optional.empty();
        } catch (ConfigurationException | IllegalArgumentException | IllegalStateException e) {
            return Optional.of("otel: " + words(e));
        }
    }

    private static String words(RuntimeException wrong) {
        Throwable teller = wrong;
        // The innermost that knows of settings, else the innermost of all.
        Throwable cause = wrong.getCause();
        while (cause != null && cause.getMessage() != null) {
            boolean isVague = !(teller instanceof ConfigurationException) || UNTOLD.equals(teller.getMessage());
            teller = cause instanceof ConfigurationException || isVague ? cause : teller;
            cause = cause.getCause();
        }
        String words = teller.getMessage();
        return (words.contains("SenderProvider") ? "otel.exporter.otlp.protocol must be http/protobuf" : words)
                .replaceAll("\\s+", " ");
    }

    private static SdkTracerProvider provider(Map<String, String> settings,
            Consumer<AutoConfiguredOpenTelemetrySdkBuilder> more) {
        Map<String, String> known = new HashMap<>(DEFAULTS);
        known.putAll(settings);
        AutoConfiguredOpenTelemetrySdkBuilder builder = AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook()
                .setServiceClassLoader(OtelSetup.class.getClassLoader())
                .addPropertiesSupplier(() -> known).addPropertiesCustomizer(all -> FIXED);
        more.accept(builder);
        return builder.build().getOpenTelemetrySdk().getSdkTracerProvider();
    }
}
