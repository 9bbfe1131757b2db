package io.storyreel.sandbox.simulator;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Where the videos lie: serves them whole or by range, and badly where a marker asks for it. */
final class MediaHost {

    private final Map<String, Future<StoryFilm>> films = new ConcurrentHashMap<>();

    private final Vertx vertx;

    private final FaultPlan faults;

    private final VideoSource videos;

    private final URI base;

    MediaHost(Vertx vertx, FaultPlan faults, VideoSource videos, URI base) {
        this.vertx = vertx;
        this.faults = faults;
        this.videos = videos;
        this.base = base;
    }

    /** The story's film, made at the first asking. */
    Future<StoryFilm> filmOf(SimulatedStory story) {
        return films.computeIfAbsent(story.id(), id -> vertx.executeBlocking(() -> new StoryFilm(id,
                videos.film(story.screenplay()), VideoFaults.of(story.idea()).hugeLength()), false));
    }

    void serve(HttpServerRequest request, SimulatedStory story) {
        VideoFaults wanted = VideoFaults.of(story.idea());
        HttpServerResponse response = request.response();
        Optional<Marker> status = wanted.status().filter(marker -> faults.strikes(story.id(), marker));
        Optional<String> redirect = wanted.redirect(base, story.id())
                .filter(target -> !request.path().contains("/moved/"));
        if (status.isPresent()) {
            response.setStatusCode(Integer.parseInt(status.get().kind())).end();
        } else if (redirect.isPresent()) {
            response.setStatusCode(302).putHeader("Location", redirect.get()).end();
        } else if (wanted.has("html")) {
            response.putHeader("Content-Type", "text/html").end("<html><body>Your session has ended</body></html>");
        } else if (wanted.has("empty")) {
            response.putHeader("Content-Type", "video/mp4").end();
        } else {
            filmOf(story).onSuccess(film -> send(request, story, film, wanted))
                    .onFailure(e -> response.setStatusCode(500).end(e.toString()));
        }
    }

    private void send(HttpServerRequest request, SimulatedStory story, StoryFilm film, VideoFaults wanted) {
        HttpServerResponse response = request.response();
        long length = wanted.has("truncated") ? film.length() * 2 / 3 : film.length();
        Optional<ByteRange> asked = wanted.has("no-range") ? Optional.empty()
                : ByteRange.of(request.getHeader("Range"), length);
        String ifRange = request.getHeader("If-Range");
        Optional<ByteRange> part = asked.filter(range -> ifRange == null || ifRange.equals(film.etag()));
        if (part.isPresent() && !part.get().isSatisfiable()) {
            response.setStatusCode(416).putHeader("Content-Range", "bytes */" + length).end();
            return;
        }
        ByteRange range = part.orElseGet(() -> ByteRange.whole(length));
        response.putHeader("Content-Type", "video/mp4").putHeader("ETag", film.etag());
        part.ifPresent(some -> response.setStatusCode(206).putHeader("Content-Range", some.contentRange(length)));
        if (!wanted.has("no-range")) {
            response.putHeader("Accept-Ranges", "bytes");
        }
        if (wanted.isChunked()) {
            response.setChunked(true);
        } else {
            response.putHeader("Content-Length", String.valueOf(range.size()));
        }
        boolean isCut = wanted.find("cut").map(MediaHost::once)
                .filter(marker -> faults.strikes(story.id(), marker)).isPresent();
        ByteRange sent = isCut ? new ByteRange(range.from(), range.from() + range.size() / 2) : range;
        long slowness = wanted.find("slow").map(marker -> marker.setting("ms", 3_000)).orElse(0L);
        new FilmSender(vertx, request, film, sent, isCut, slowness).send();
    }

    /** A cut without a number strikes once. */
    private static Marker once(Marker cut) {
        return cut.times() > 0 ? cut : new Marker(cut.text(), cut.name(), cut.kind(), cut.number(), 1, cut.call(),
                cut.settings());
    }
}
