package io.storyreel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

import io.storyreel.request.InvalidRequest;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedBodyTest {

    private static final byte[] DOCUMENT = "{\"idea\":\"x\"}".getBytes(StandardCharsets.UTF_8);

    private final PackedBody bodies = new PackedBody(TestSettings.with("storyreel.inbox.max-size", "1M"));

    @Test
    void whatIsNotPackedStaysAsItIs() throws InvalidRequest {
        assertThat(bodies.unpacked(DOCUMENT, null)).isSameAs(DOCUMENT);
        assertThat(bodies.unpacked("text", "identity")).isEqualTo("text");
        assertThat(bodies.unpacked(null, "")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", " x-gzip "})
    void whatIsPackedIsUnpacked(String encoding) throws Exception {
        assertThat(bodies.unpacked(gzip(DOCUMENT), encoding)).isEqualTo(DOCUMENT);
    }

    @Test
    void aTextIsTheBase64OfWhatIsPacked() throws Exception {
        assertThat(bodies.unpacked(Base64.getEncoder().encodeToString(gzip(DOCUMENT)), "gzip")).isEqualTo(DOCUMENT);
    }

    @Test
    void aBombIsUnpackedNoFurtherThanADocumentMayGo() throws Exception {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);

        assertThatThrownBy(() -> bodies.unpacked(bomb, "gzip")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("storyreel.inbox.max-size");
    }

    @Test
    void aDocumentAsLargeAsAllowedPasses() throws Exception {
        assertThat((byte[]) bodies.unpacked(gzip(new byte[1024 * 1024]), "gzip")).hasSize(1024 * 1024);
    }

    @Test
    void whatIsBrokenOrPackedInAnotherWayIsRefused() throws Exception {
        byte[] cut = java.util.Arrays.copyOf(gzip(DOCUMENT), 15);

        assertThatThrownBy(() -> bodies.unpacked(DOCUMENT, "gzip")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("not gzip");
        assertThatThrownBy(() -> bodies.unpacked(cut, "gzip")).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> bodies.unpacked("{}", "gzip")).isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> bodies.unpacked(DOCUMENT, "br\n")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("br\\u000a");
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
