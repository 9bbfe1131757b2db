package io.storyreel.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedBucketsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | storyreel-videos | true", "'' | other | false",
        "other | other | true", "other | other2 | false", "other | storyreel-videos | true",
        "'a, team-*' | team-red | true", "'a, team-*' | team- | true", "'a, team-*' | team | false",
        "'a, team-*' | a | true", "a.b | axb | false", "* | whatever | true"})
    void aRequestMayNameTheOwnBucketAndThoseThatAreAllowed(String allowed, String bucket, boolean may) {
        StoryreelSettings settings = allowed.isEmpty() ? TestSettings.with()
                : TestSettings.with("storyreel.s3.allowed-buckets", allowed);

        assertThat(new AllowedBuckets(settings).allows(bucket)).isEqualTo(may);
    }
}
