package io.storyreel.request;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;

/** Makes whole requests of those that name a template. */
@FunctionalInterface
public interface Expansion {

    /**
     * The document with each of its requests whole.
     *
     * @throws InvalidRequest where one cannot be made
     * @throws IOException where a template could not be read just now
     */
    JsonNode expanded(JsonNode document) throws InvalidRequest, IOException;
}
