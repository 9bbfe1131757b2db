package io.storyreel.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Grüße, 日本, \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67", "C:\\n",
            "{} ${x} %s"})
    void whatIsSafeStaysAsItIs(String text) {
        assertThat(SafeText.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b, 0x7f, 0x80, 0x85, 0x9b, 0x9d, 0xad, 0x61c, 0x200b,
            0x200e, 0x200f,
        0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xd800, 0xdfff, 0xfeff, 0xfff9, 0xe0001, 0xe007f})
    void noCharacterThatSteersATerminalOrAReaderIsShown(int c) {
        String shown = SafeText.of("a" + (c < 0x10000 ? String.valueOf((char) c) : Character.toString(c)) + "b");

        assertThat(shown).startsWith("a\\").endsWith("b").matches("[ -~]+");
    }

    @Test
    void aForgedLineStaysWithinItsLine() {
        assertThat(SafeText.of("bad\r\n12:00:00.000 INFO  x: paid\u001b[2J")).isEqualTo(
                "bad\\r\\n12:00:00.000 INFO  x: paid\\u001b[2J");
    }

    @Test
    void halvesOfACharacterAreToldFromWholeOnes() {
        assertThat(SafeText.of("\uD83D\uDC68 \uD83D")).isEqualTo("\uD83D\uDC68 \\ud83d");
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(SafeText.of("x".repeat(SafeText.MOST + 7))).hasSize(SafeText.MOST + "... (7 more)".length())
                .endsWith("x... (7 more)");
    }
}
