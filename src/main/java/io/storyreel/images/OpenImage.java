package io.storyreel.images;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * An image that is open for reading.
 *
 * @param size in bytes, as the handle tells it before a byte is read; -1 where nobody knows
 * @param bytes its bytes; reading throws where they are fewer than announced
 */
public record OpenImage(long size, InputStream bytes) implements Closeable {

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
