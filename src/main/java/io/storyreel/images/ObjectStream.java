package io.storyreel.images;

import java.io.IOException;
import java.io.InputStream;

import io.storyreel.s3.StorageFaults;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bytes of an object, to their announced end: one that ends before is an IOException, and so is whatever else the
 * SDK throws. Closed early it drops the connection, where the SDK would first read all that is left.
 */
final class ObjectStream extends InputStream {

    private final ObjectName name;

    private final ResponseInputStream<?> object;

    private final long size;

    private long read;

    private boolean ended;

    /** @param size in bytes, or -1 where the store did not tell */
    ObjectStream(ObjectName name, ResponseInputStream<?> object, long size) {
        this.name = name;
        this.object = object;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = next(buffer, offset, length);
        if (n >= 0) {
            read += n;
            return n;
        }
        ended = true;
        if (size >= 0 && read != size) {
            throw brokeOff(null);
        }
        return -1;
    }

    private int next(byte[] buffer, int offset, int length) throws IOException {
        try {
            return object.read(buffer, offset, length);
        } catch (IOException | SdkException e) {
            throw brokeOff(e);
        }
    }

    private IOException brokeOff(Exception cause) {
        String why = cause instanceof SdkException sdk ? StorageFaults.words(sdk)
                : cause == null ? "the connection ended" : cause.getMessage();
        return new IOException(name.uri() + " broke off after " + read + (size < 0 ? "" : " of " + size) + " bytes: "
                + why, cause);
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            object.close();
        } else {
            object.abort();
        }
    }
}
