package io.storyreel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceSettingsTest {

    private static final String ENDPOINT = "http://127.0.0.1:4318";

    @ParameterizedTest
    @CsvSource({",,,false", "false,,,true", "true,,,false", ",http://x:1,,true", "true,http://x:1,,false",
        "false,http://x:1,none,false", ",,otlp,false", ",http://x:1,otlp,true"})
    void tracesAreOnWhereSomebodySaysSo(String disabled, String endpoint, String exporter, boolean isOn) {
        Map<String, String> settings = new HashMap<>();
        settings.put("otel.sdk.disabled", disabled);
        settings.put("otel.exporter.otlp.traces.endpoint", endpoint);
        settings.put("otel.traces.exporter", exporter);
        settings.values().removeIf(value -> value == null);

        assertThat(TraceSettings.isOn(config(settings))).isEqualTo(isOn);
        assertThat(TraceSettings.problem(config(settings))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"otel.sdk.disabled,no,otel.sdk.disabled", "otel.traces.sampler,some,otel.traces.sampler",
        "otel.traces.exporter,elsewhere,otel.traces.exporter",
        "otel.exporter.otlp.endpoint,4318,OTLP endpoint",
        "otel.exporter.otlp.protocol,grpc,otel.exporter.otlp.protocol",
        "otel.bsp.schedule.delay,soon,otel.bsp.schedule.delay"})
    void aWrongSettingIsToldInOneLineThatNamesIt(String name, String value, String told) {
        Map<String, String> settings = new HashMap<>(Map.of("otel.exporter.otlp.endpoint", ENDPOINT));
        settings.put(name, value);

        assertThat(TraceSettings.problem(config(settings))).get().asString().contains(told).doesNotContain("\n");
    }

    @Test
    void theRestOfTheStandardSettingsIsTakenAsItIs() {
        assertThat(TraceSettings.problem(config(Map.of("otel.exporter.otlp.endpoint", ENDPOINT,
                "otel.traces.sampler", "traceidratio", "otel.traces.sampler.arg", "0.1", "otel.service.name", "reel",
                "otel.resource.attributes", "deployment.environment=test", "otel.propagators", "b3",
                "otel.metrics.exporter", "prometheus")))).isEmpty();
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(settings, "test", 100)).build();
    }
}
