package io.storyreel.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.storyreel.text.Excerpt;

/** As many bytes as were announced, no more and no fewer: what changes its size while it is read is not whole. */
public final class ExactStream extends FilterInputStream {

    private final String name;

    private final long size;

    private long read;

    public ExactStream(String name, InputStream bytes, long size) {
        super(bytes);
        this.name = name;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        read += Math.max(0, n);
        if (n < 0 && read < size || read > size) {
            throw new IOException("\"" + new Excerpt(name, Excerpt.OF_A_VALUE) + "\" changed while it was read: it had "
                    + size + " bytes when it was opened");
        }
        return n;
    }
}
