package io.storyreel.images;

import java.io.FilterInputStream;
import java.io.IOException;

/**
 * Images of a source, told of while they are read: a request with large ones takes its time, and is to be told from one
 * whose images do not come.
 *
 * @param source where they are
 * @param reportProgress called for each piece that was read
 */
public record MonitoredImages(ImageSource source, Runnable reportProgress) implements ImageSource {

    @Override
    public OpenImage open(String name) throws UnusableImage, IOException {
        OpenImage image = source.open(name);
        reportProgress.run();
        return new OpenImage(image.size(), new FilterInputStream(image.bytes()) {
            @Override
            public int read() throws IOException {
                reportProgress.run();
                return super.read();
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                int count = super.read(into, from, most);
                reportProgress.run();
                return count;
            }
        });
    }

    @Override
    public long sizeOf(String name) throws UnusableImage, IOException {
        long size = source.sizeOf(name);
        reportProgress.run();
        return size;
    }
}
