package io.storyreel.intake;

import java.io.FilterInputStream;
import java.io.IOException;

/**
 * Images of a source, told of while they are read: a request with large ones takes its time, and is to be told from one
 * whose images do not come.
 *
 * @param source where they are
 * @param stir called for each piece that was read
 */
record StirringImages(ImageSource source, Runnable stir) implements ImageSource {

    @Override
    public OpenImage open(String name) throws UnusableImage, IOException {
        OpenImage image = source.open(name);
        stir.run();
        return new OpenImage(image.size(), new FilterInputStream(image.bytes()) {
            @Override
            public int read() throws IOException {
                stir.run();
                return super.read();
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                int count = super.read(into, from, most);
                stir.run();
                return count;
            }
        });
    }

    @Override
    public long sizeOf(String name) throws UnusableImage, IOException {
        long size = source.sizeOf(name);
        stir.run();
        return size;
    }
}
