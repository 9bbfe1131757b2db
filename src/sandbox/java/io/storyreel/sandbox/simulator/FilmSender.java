package io.storyreel.sandbox.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Sends a range of a film piece by piece, no faster than the other side reads, in constant memory. */
final class FilmSender {

    private static final int PIECE = 64 * 1024;

    private static final int SLOW_PIECES = 20;

    private final Vertx vertx;

    private final HttpServerRequest request;

    private final HttpServerResponse response;

    private final StoryFilm film;

    private final ByteRange range;

    private final boolean breaksOff;

    private final long slowness;

    private long position;

    /**
     * @param breaksOff whether the connection is closed after the range, as if more had to come
     * @param slowness  milliseconds the whole is stretched over, 0 for as fast as it goes
     */
    FilmSender(Vertx vertx, HttpServerRequest request, StoryFilm film, ByteRange range, boolean breaksOff,
            long slowness) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.film = film;
        this.range = range;
        this.breaksOff = breaksOff;
        this.slowness = slowness;
        this.position = range.from();
    }

    void send() {
        int piece = slowness > 0 ? (int) Math.min(PIECE, Math.max(1, range.size() / SLOW_PIECES)) : PIECE;
        while (position < range.to()) {
            if (response.closed()) {
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> send());
                return;
            }
            byte[] bytes = film.read(position, (int) Math.min(piece, range.to() - position));
            response.write(Buffer.buffer(bytes));
            position += bytes.length;
            if (slowness > 0) {
                vertx.setTimer(Math.max(1, slowness * bytes.length / range.size()), tick -> send());
                return;
            }
        }
        finish();
    }

    private void finish() {
        if (breaksOff) {
            // An empty last write tells when all before it has left, and only then the connection goes.
            response.write(Buffer.buffer()).onComplete(written -> request.connection().close());
        } else if (!response.ended()) {
            response.end();
        }
    }
}
