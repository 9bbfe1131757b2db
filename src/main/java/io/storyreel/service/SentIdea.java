package io.storyreel.service;

import com.fasterxml.jackson.databind.JsonNode;

/** The {@code idea} that a call carries, by which a story of the service is known again. */
public final class SentIdea {

    private SentIdea() {
    }

    /**
     * The idea that is sent for a request: its own, behind the page's address where it is made from a web page, since
     * url-2-video has no field for that.
     *
     * @return the text, or null where none is sent
     */
    public static String of(JsonNode request) {
        String idea = request.path("idea").textValue();
        String url = request.path("url").textValue();
        if (url == null) {
            return idea;
        }
        return idea == null || idea.isBlank() ? url : url + "\n" + idea;
    }
}
