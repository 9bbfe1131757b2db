package io.storyreel.batch;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import io.storyreel.request.InvalidRequest;

/**
 * The text of a file. Sheets are exported in whatever their maker's machine prefers, and a name in the wrong letters is
 * paid for: so nothing is guessed.
 *
 * @param channel to be read from its beginning, several times
 */
record Utf8File(SeekableByteChannel channel) {

    private static final int PIECE = 64 * 1024;

    private static final String WHAT_TO_DO = "; save it as UTF-8: in Excel by the type \"CSV UTF-8\", in LibreOffice by"
            + " the character set \"Unicode (UTF-8)\" of the text export";

    /**
     * Goes through all of it.
     *
     * @throws InvalidRequest where it is not UTF-8, naming the line
     */
    void check() throws InvalidRequest, IOException {
        channel.position(0);
        ByteBuffer bytes = ByteBuffer.allocate(PIECE);
        CharBuffer text = CharBuffer.allocate(PIECE);
        CharsetDecoder decoder = decoder();
        Lines lines = new Lines();
        boolean isFirst = true;
        for (boolean isEnd = false; !isEnd;) {
            isEnd = channel.read(bytes) < 0;
            bytes.flip();
            if (isFirst && bytes.remaining() > 1) {
                isFirst = false;
                marks(bytes.get(0) & 0xff, bytes.get(1) & 0xff);
            }
            CoderResult result = decoder.decode(bytes, text, isEnd);
            lines.count(text.flip());
            text.clear();
            if (result.isError()) {
                throw new InvalidRequest("", "line " + lines.line + ": the file is not UTF-8" + WHAT_TO_DO);
            }
            bytes.compact();
        }
    }

    /** From the beginning, without a byte order mark. */
    Reader reader() throws IOException {
        channel.position(0);
        ByteBuffer mark = ByteBuffer.allocate(3);
        while (mark.hasRemaining() && channel.read(mark) >= 0) {
            // to the end, or three bytes
        }
        boolean isMarked = mark.position() == 3 && mark.get(0) == (byte) 0xef && mark.get(1) == (byte) 0xbb
                && mark.get(2) == (byte) 0xbf;
        channel.position(isMarked ? 3 : 0);
        return new InputStreamReader(Channels.newInputStream(channel), decoder());
    }

    private static void marks(int first, int second) throws InvalidRequest {
        if (first == 0xff && second == 0xfe || first == 0xfe && second == 0xff) {
            throw new InvalidRequest("", "line 1: the file is UTF-16, as Excel's \"Unicode Text\" is" + WHAT_TO_DO);
        }
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /** Lines as every reader counts them: ended by LF, CRLF or CR. */
    private static final class Lines {

        private int line = 1;

        private boolean isBehindReturn;

        void count(CharBuffer text) throws InvalidRequest {
            while (text.hasRemaining()) {
                char c = text.get();
                if (c == '\r' || c == '\n' && !isBehindReturn) {
                    line++;
                }
                isBehindReturn = c == '\r';
                if (c == '\0') {
                    throw new InvalidRequest("", "line " + line + ": the file has NUL characters in it, as UTF-16"
                            + " read as UTF-8 has" + WHAT_TO_DO);
                }
            }
        }
    }
}
