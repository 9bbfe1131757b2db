package io.storyreel.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchArgumentsTest {

    @Test
    void withoutAWordTwoThousandStoriesComeInFilesOfFiveHundred() {
        BenchArguments arguments = BenchArguments.parse();

        assertThat(arguments.stories()).isEqualTo(2_000);
        assertThat(arguments.channel()).isEqualTo(ChannelName.INBOX);
        assertThat(arguments.batch()).isEqualTo(500);
        assertThat(arguments.video()).isEqualTo(16 << 10);
        assertThat(arguments.ready()).isEqualTo(Duration.ofMillis(50));
        assertThat(arguments.jvmArgs()).isEmpty();
        assertThat(arguments.settings()).isEmpty();
        assertThat(arguments.poll() || arguments.postgresql() || arguments.inMemory() || arguments.keep()
                || arguments.relayOnly()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"inbox,500", "inbox-single,1", "jms,1", "kafka,1"})
    void eachChannelHasItsUsualSizeOfADocument(String channel, int batch) {
        assertThat(BenchArguments.parse("--channel", channel).batch()).isEqualTo(batch);
        assertThat(BenchArguments.parse("--channel", channel, "--batch", "7").batch()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "100,100", "16K,16384", "10M,10485760", "2G,2147483648"})
    void sizesAreMultiplesOf1024(String text, long bytes) {
        assertThat(BenchArguments.parse("--big", text).big()).isEqualTo(bytes);
    }

    @Test
    void settingsAndJvmArgumentsMayBeRepeated() {
        BenchArguments arguments = BenchArguments.parse("--set", "storyreel.api.max-concurrent=4", "--jvm", "-Xmx96m",
                "--set", "storyreel.s3.key-template=a={title}.mp4", "--jvm", "-XX:+UseSerialGC", "--poll");

        assertThat(arguments.settings()).isEqualTo(Map.of("storyreel.api.max-concurrent", "4",
                "storyreel.s3.key-template", "a={title}.mp4"));
        assertThat(arguments.jvmArgs()).containsExactly("-Xmx96m", "-XX:+UseSerialGC");
        assertThat(arguments.poll()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"--storys 5,--storys is none of the options", "--stories,--stories needs a value",
            "--stories many,--stories many is no whole number", "--channel pigeon,--channel pigeon is none of",
            "--video 5X,--video 5X is no size", "--quiet 5h,--quiet 5h is no time", "--store tape,--store is one of",
            "--set storyreel.api.key,--set storyreel.api.key is no NAME=VALUE", "--replicas 0,--replicas is at least 1",
            "--replicas 2,--replicas 2 needs --postgresql"})
    void whatIsWrongIsNamed(String words, String complaint) {
        assertThatIllegalArgumentException().isThrownBy(() -> BenchArguments.parse(words.split(" ")))
                .withMessageStartingWith(complaint).withMessageContaining("usage: ./sandbox bench");
    }

    @Test
    void severalReplicasShareAPostgresql() {
        assertThat(BenchArguments.parse("--replicas", "2", "--postgresql").replicas()).isEqualTo(2);
    }
}
