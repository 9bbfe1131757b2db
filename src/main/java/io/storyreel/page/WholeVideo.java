package io.storyreel.page;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.status.AccessRule;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code GET /api/stories/{request_id}/video} without a Range that can be followed: 200 and the whole video (RFC 9110
 * section 14.2). A piece at a time is read from the store and sent before the next one is read: no video is held in
 * memory, and nobody who takes his time holds a thread or a connection to the store.
 */
@ApplicationScoped
public class WholeVideo {

    private static final StoryLog LOG = StoryLog.of("storyreel.status");

    /** Before the platform's own handlers. */
    private static final int FIRST = -9_000;

    /** Videos that are sent at once, a piece of each in memory. */
    private static final int PERMITS = 16;

    private static final int PIECE = 1024 * 1024;

    /** Who does not take a piece for so long has gone. */
    private static final long PATIENCE_MS = 60_000;

    private final Semaphore permits = new Semaphore(PERMITS);

    private final Vertx vertx;
    private final AccessRule rule;
    private final StoryQueries queries;
    private final VideoService videos;

    WholeVideo(Vertx vertx, AccessRule rule, StoryQueries queries, VideoService videos) {
        this.vertx = vertx;
        this.rule = rule;
        this.queries = queries;
        this.videos = videos;
    }

    void serve(@Observes Router router) {
        router.get("/api/stories/:requestId/video").order(FIRST).handler(this::answer);
    }

    private void answer(RoutingContext call) {
        List<String> ranges = call.request().headers().getAll("Range");
        if (ranges.size() == 1 && VideoPart.isAsked(ranges.get(0)) || rule.status(call.request()) != 200) {
            // The route sends parts, and refuses as all of them do.
            call.next();
            return;
        }
        if (!permits.tryAcquire()) {
            call.response().setStatusCode(503).putHeader(HttpHeaders.RETRY_AFTER, "10").end();
            return;
        }
        AtomicBoolean hasEnded = new AtomicBoolean();
        call.addEndHandler(ended -> {
            if (hasEnded.compareAndSet(false, true)) {
                permits.release();
            }
        });
        String requestId = call.pathParam("requestId");
        vertx.executeBlocking(() -> queries.story(requestId).map(Story::video), false)
                .onSuccess(video -> begin(call, requestId, video))
                .onFailure(away -> call.response().setStatusCode(503).end());
    }

    private void begin(RoutingContext call, String requestId, Optional<StoredVideo> video) {
        HttpServerResponse answer = call.response();
        if (video.isEmpty()) {
            answer.setStatusCode(404).end();
            return;
        }
        answer.putHeader(HttpHeaders.CONTENT_TYPE, "video/mp4").putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(video.get().size()))
                // Opened by itself it may do nothing.
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        send(answer, requestId, video.get(), 0);
    }

    private void send(HttpServerResponse answer, String requestId, StoredVideo video, long from) {
        if (answer.closed()) {
            return;
        }
        if (from >= video.size()) {
            answer.end();
            return;
        }
        long next = Math.min(video.size(), from + PIECE);
        vertx.executeBlocking(() -> videos.read(video, from, next - 1), false).onSuccess(piece -> {
            long late = vertx.setTimer(PATIENCE_MS, timer -> answer.reset());
            answer.write(Buffer.buffer(piece)).onComplete(written -> {
                vertx.cancelTimer(late);
                if (written.succeeded()) {
                    send(answer, requestId, video, next);
                }
            });
        }).onFailure(e -> {
            LOG.warn(LogEvent.VIDEO_MISSING, Subject.of(requestId),
                    "the store does not give its video to be played: {}", e.getMessage());
            cut(answer);
        });
    }

    /** What has begun ends in a way that nobody takes for the whole. */
    private static void cut(HttpServerResponse answer) {
        if (answer.headWritten()) {
            answer.reset();
        } else if (!answer.closed()) {
            answer.headers().remove(HttpHeaders.CONTENT_LENGTH).remove(HttpHeaders.CONTENT_TYPE);
            answer.setStatusCode(502).end();
        }
    }
}
