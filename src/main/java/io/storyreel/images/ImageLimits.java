package io.storyreel.images;

import io.storyreel.settings.StoryreelSettings;
import io.storyreel.text.Excerpt;

/**
 * How large image files may be. Looked at before a byte of them is read: whoever may drop a request could name a file
 * of any size.
 *
 * @param each {@code storyreel.images.max-size}, in bytes
 * @param all {@code storyreel.images.max-total}, in bytes
 */
public record ImageLimits(long each, long all) {

    public static ImageLimits of(StoryreelSettings settings) {
        return new ImageLimits(settings.images().maxSize().asLongValue(), settings.images().maxTotal().asLongValue());
    }

    /**
     * Lets an image of that size pass.
     *
     * @param name as the request names it
     * @param before how large those listed before it are together
     * @throws UnusableImage where it is empty or too large
     */
    public void check(String name, long size, long before) throws UnusableImage {
        if (size == 0) {
            throw new UnusableImage(quoted(name) + "is empty: there is no image in it");
        }
        if (size > each) {
            throw new UnusableImage(quoted(name) + "has " + size + " bytes, over the " + each
                    + " of storyreel.images.max-size: make it smaller");
        }
        if (before + size > all) {
            throw new UnusableImage(quoted(name) + "and the images before it have " + (before + size)
                    + " bytes together, over the " + all
                    + " of storyreel.images.max-total: make them smaller or fewer");
        }
    }

    private static String quoted(String name) {
        return "\"" + new Excerpt(name, Excerpt.OF_A_VALUE) + "\" ";
    }
}
