package io.storyreel.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is passed on as a picture is one. */
class PictureTypeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\u0089PNG\\r\\n\u001a\\n... | image/png",
        "\u00ff\u00d8\u00ff\u00e0.. | image/jpeg",
        "GIF89a... | image/gif", "RIFF1234WEBPVP8 | image/webp", "1234ftypavif1 | image/avif"})
    void aPictureIsKnownByItsFirstBytes(String bytes, String type) {
        assertThat(PictureType.of(of(bytes.replace("\\r", "\r").replace("\\n", "\n")))).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "<svg xmlns='http://www.w3.org/2000/svg'>", "<html>", "%PDF-1.7", "GIF88a",
        "RIFF1234WAVE"})
    void anythingElseIsNone(String bytes) {
        assertThat(PictureType.of(of(bytes))).isNull();
    }

    private static byte[] of(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }
}
