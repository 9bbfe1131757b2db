package io.storyreel.batch;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Text of which one row may have no more than {@link Rows#LONGEST} characters. */
final class RowLimit extends FilterReader {

    /** As much may be read ahead. */
    private static final int AHEAD = 64 * 1024;

    private int read;

    RowLimit(Reader text) {
        super(text);
    }

    /** Another row begins. */
    void begin() {
        read = 0;
    }

    @Override
    public int read() throws IOException {
        int c = super.read();
        count(c < 0 ? 0 : 1);
        return c;
    }

    @Override
    public int read(char[] into, int from, int most) throws IOException {
        int count = super.read(into, from, Math.min(most, AHEAD));
        count(Math.max(0, count));
        return count;
    }

    private void count(int more) throws IOException {
        read += more;
        if (read > Rows.LONGEST + AHEAD) {
            throw new RowTooLong();
        }
    }

    /** There is no end of the row in sight. */
    static final class RowTooLong extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
