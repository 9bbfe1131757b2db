package io.storyreel.story;

import io.storyreel.text.Sha256;

/**
 * A file of many requests.
 *
 * @param id made of what tells the file from every other, the same when it is taken once more after a kill
 * @param fileName its full name
 * @param rows how many requests it has
 */
public record Batch(String id, String fileName, int rows) {

    /** @param identity tells this very file from any other, also one of the same name and content */
    public static Batch of(String identity, String fileName, int rows) {
        return new Batch(idOf(identity), fileName, rows);
    }

    /** The id of the batch whose file is told from others so. */
    public static String idOf(String identity) {
        return Sha256.of(identity).substring(0, 32);
    }
}
