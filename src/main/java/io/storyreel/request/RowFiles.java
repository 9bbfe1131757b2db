package io.storyreel.request;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.story.StoryRequest;

/** Files of many requests, a request a row. */
public interface RowFiles {

    /** Whether a file is one, by its name. */
    boolean hasRows(Path file);

    /**
     * Goes through all rows of a file.
     *
     * @param rule makes a request of a row, with its templates filled in
     * @param taker is given each, as long as none was bad
     * @throws InvalidRequest where rows are bad, naming line and column of each
     */
    void check(Path file, Rule rule, Taker taker) throws InvalidRequest, IOException;

    /** What a row is checked by. */
    @FunctionalInterface
    interface Rule {
        /** The request that a row asks for. */
        StoryRequest checked(JsonNode row) throws InvalidRequest, IOException;
    }

    /** Takes what was checked. */
    @FunctionalInterface
    interface Taker {
        /** @param line where the row begins */
        void take(int line, StoryRequest request) throws IOException;
    }
}
