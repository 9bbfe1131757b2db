package io.storyreel.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part of a video a Range header asks for, and how much of it is sent. */
class VideoPartTest {

    @ParameterizedTest
    @CsvSource({"bytes=0-,0,99", "bytes=10-,10,99", "bytes=10-19,10,19", "bytes=10-500,10,99", "bytes=-5,95,99",
        "bytes=-500,0,99", "BYTES=0-0,0,0"})
    void whatIsAskedForIsSent(String range, long from, long to) {
        assertThat(VideoPart.isAsked(range)).isTrue();
        assertThat(VideoPart.of(range, 100)).isEqualTo(new VideoPart(from, to, 100));
        assertThat(VideoPart.of(range, 100).contentRange()).isEqualTo("bytes " + from + "-" + to + "/100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bytes=-", "bytes=0-1,5-6", "items=1-2", "bytes=x-", "bytes=9999999999999999999-",
        "bytes=5-2", "bytes=200-100"})
    void whatIsNotUnderstoodIsAsIfItWereNotThere(String range) {
        assertThat(VideoPart.isAsked(range)).isFalse();
        assertThat(VideoPart.of(range, 100)).isEqualTo(new VideoPart(0, 99, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=200-300", "bytes=-0"})
    void whereThereIsNoSuchByteNoneIsSent(String range) {
        assertThat(VideoPart.isAsked(range)).isTrue();
        assertThat(VideoPart.of(range, 100)).isNull();
    }

    @Test
    void noMoreIsSentInOneAnswerThanIsWellHeldInMemory() {
        assertThat(VideoPart.of("bytes=7-", 1L << 40)).isEqualTo(new VideoPart(7, 6 + VideoPart.MOST, 1L << 40));
    }
}
