package io.storyreel.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How large a body the platform reads, where documents may be larger than it likes. */
class BodyLimitTest {

    @ParameterizedTest
    @CsvSource({"20M, 20971520", "10241K, 10486784", "1G, 1073741824"})
    void aLargerDocumentThanThePlatformReadsByItselfIsRead(String maxSize, String bytes) {
        assertThat(limit(Map.of("storyreel.inbox.max-size", maxSize))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1K", "10M", "many", ""})
    void aSmallerOneMakesNothingElseSmaller(String maxSize) {
        assertThat(limit(Map.of("storyreel.inbox.max-size", maxSize))).isNull();
        assertThat(limit(Map.of())).isNull();
    }

    @Test
    void whatTheUserSaysOfThePlatformWins() {
        assertThat(limit(Map.of("storyreel.inbox.max-size", "20M", BodyLimit.LIMIT, "30M"))).isEqualTo("30M");
    }

    private static String limit(Map<String, String> settings) {
        return new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(new HashMap<>(settings), "user", 250))
                .withSources(new BodyLimit()).build().getRawValue(BodyLimit.LIMIT);
    }
}
