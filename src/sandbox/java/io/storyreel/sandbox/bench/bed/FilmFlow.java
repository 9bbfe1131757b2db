package io.storyreel.sandbox.bench.bed;

import io.storyreel.sandbox.simulator.StoryFilm;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Sends a film no faster than the other side reads, in constant memory. */
final class FilmFlow {

    private static final int PIECE = 128 * 1024;

    private final HttpServerResponse response;

    private final StoryFilm film;

    private long position;

    FilmFlow(HttpServerResponse response, StoryFilm film) {
        this.response = response;
        this.film = film;
    }

    void flow() {
        while (position + PIECE < film.length() && !response.closed()) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> flow());
                return;
            }
            response.write(Buffer.buffer(film.read(position, PIECE)));
            position += PIECE;
        }
        if (!response.closed() && !response.ended()) {
            response.end(Buffer.buffer(film.read(position, PIECE)));
        }
    }
}
