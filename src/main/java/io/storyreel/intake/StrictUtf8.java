package io.storyreel.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that have to be UTF-8 (RFC 8259 section 8.1): nothing is replaced, guessed or dropped, except a byte order
 * mark at the very beginning.
 *
 * @param bytes the bytes
 */
record StrictUtf8(byte[] bytes) {

    /**
     * The text.
     *
     * @throws InvalidRequest where the bytes are not UTF-8, with the position of the first wrong one, counted from 0
     */
    String text() throws InvalidRequest {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (startsWithByteOrderMark()) {
            in.position(3);
        }
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new InvalidRequest("", String.format("not UTF-8: the byte 0x%02x at position %d does not fit; "
                    + "save the document as UTF-8", bytes[in.position()], in.position()));
        }
        return out.flip().toString();
    }

    private boolean startsWithByteOrderMark() {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }
}
