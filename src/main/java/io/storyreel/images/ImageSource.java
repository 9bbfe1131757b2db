package io.storyreel.images;

import java.io.IOException;

/** Where the bytes of the image files of a request are read from. */
@FunctionalInterface
public interface ImageSource {

    /**
     * Opens an image file.
     *
     * @param name as the request names it
     * @return its size and its bytes; the caller closes it
     * @throws UnusableImage where the request names something that is not there or must not be read: the request is bad
     * @throws IOException where it could not be read just now
     */
    OpenImage open(String name) throws UnusableImage, IOException;

    /**
     * How large an image file is, without reading it.
     *
     * @param name as the request names it
     * @return its size in bytes, or -1 where nobody knows
     * @throws UnusableImage as {@link #open(String)}
     * @throws IOException as {@link #open(String)}
     */
    default long sizeOf(String name) throws UnusableImage, IOException {
        try (OpenImage image = open(name)) {
            return image.size();
        }
    }
}
