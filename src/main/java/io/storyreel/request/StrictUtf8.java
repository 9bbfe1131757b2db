package io.storyreel.request;

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
public record StrictUtf8(byte[] bytes) {

    private static final int PIECE = 8 * 1024;

    /**
     * The text.
     *
     * @throws InvalidRequest where the bytes are not UTF-8, with the place of the first wrong one (the position counted
     *         from 0), but not the byte: what is not UTF-8 may be any file
     */
    public String text() throws InvalidRequest {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int start = startsWithByteOrderMark() ? 3 : 0;
        in.position(start);
        // Looked through piece by piece: a buffer for all of it would take twice the memory of the document.
        CharBuffer piece = CharBuffer.allocate(Math.min(bytes.length + 1, PIECE));
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        CoderResult result;
        do {
            result = decoder.decode(in, piece.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw problem(start, in.position());
        }
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }

    private InvalidRequest problem(int start, int position) {
        String before = new String(bytes, start, position - start, StandardCharsets.UTF_8);
        return new InvalidRequest("", String.format("not UTF-8: line %d, column %d, the byte at position %d does not"
                + " fit; save the document as UTF-8", before.chars().filter(c -> c == '\n').count() + 1,
                before.length() - before.lastIndexOf('\n'), position));
    }

    private boolean startsWithByteOrderMark() {
        return bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
    }
}
