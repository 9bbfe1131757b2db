package io.storyreel.batch;

import java.io.IOException;

import io.storyreel.request.InvalidRequest;

/** The requests of a file one after the other; of the file no more is in memory than one of them. */
interface Rows {

    /** The longest row that is read, in characters: an unclosed quote would be all that is left of its file. */
    int LONGEST = 1_000_000;

    /**
     * The next one, or null at the end.
     *
     * @throws InvalidRequest where nothing behind this can be read; its message names the line
     */
    Row next() throws InvalidRequest, IOException;

    /** How a place in a request is called in this file: by the column, or by the JSON pointer. */
    String label(String pointer);
}
