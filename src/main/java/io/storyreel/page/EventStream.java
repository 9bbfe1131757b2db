package io.storyreel.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.status.AccessRule;
import io.storyreel.status.StatusService;
import io.storyreel.story.Story;
import io.storyreel.text.Sha256;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * {@code GET /api/events}: each change of a story as an event {@code story}, with the story as it stands in the list.
 * Where all was told, its id is the number of the last event then in the ledger: who comes back with it as
 * {@code Last-Event-ID} is told what he has missed. One look at the ledger serves all viewers, and there is none while
 * there are no viewers.
 */
@ApplicationScoped
public class EventStream {

    /** Before the platform's own handlers. */
    private static final int FIRST = -9_000;

    private static final long TICK_MS = 200;

    /** From one comment line to the next, however long a look at the ledger takes. */
    private static final long BEAT_MS = 10_000;

    /** Ticks from one look at what other replicas do to the next. */
    private static final int LOOKS = 4;

    /** What was sent last of so many stories is known, by its SHA-256, and not sent again. */
    private static final int KNOWN = 2_000;

    private final Map<String, String> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KNOWN;
        }
    };

    private final Viewers viewers = new Viewers();

    private final AtomicBoolean isTicking = new AtomicBoolean();

    private final Vertx vertx;
    private final AccessRule rule;
    private final LatestChanges changes;
    private final StoryQueries queries;
    private final StoryEvents events;
    private final StatusService status;

    private volatile boolean isEnding;

    private int ticks;

    EventStream(Vertx vertx, AccessRule rule, LatestChanges changes, StoryQueries queries, StoryEvents events,
            StatusService status) {
        this.vertx = vertx;
        this.rule = rule;
        this.changes = changes;
        this.queries = queries;
        this.events = events;
        this.status = status;
    }

    void serve(@Observes Router router) {
        router.get("/api/events").order(FIRST).handler(this::open);
        vertx.setPeriodic(BEAT_MS, timer -> viewers.send(":\n\n"));
    }

    /** Lets all viewers go: a stop waits for nobody who only watches. */
    public void end() {
        isEnding = true;
        viewers.resumeAll();
    }

    private void open(RoutingContext call) {
        int status = rule.status(call.request());
        if (status != 200) {
            refuse(call, status, "bring the token of storyreel.ui.token, or come from this machine where none is set");
        } else if (viewers.areAll() || isEnding) {
            call.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
            refuse(call, 503, "as many listen as may: ask GET /api/stories now and then instead");
        } else {
            listen(call.request(), call.response());
        }
    }

    private static void refuse(RoutingContext call, int status, String why) {
        if (status == 401) {
            call.response().putHeader("WWW-Authenticate", "Basic realm=\"storyreel\"");
        }
        call.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end("{\"message\":\"" + why + "\"}");
    }

    private void listen(HttpServerRequest request, HttpServerResponse response) {
        String last = request.getHeader("Last-Event-ID");
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                // Proxies that gather answers would show nothing for minutes.
                .putHeader("X-Accel-Buffering", "no");
        response.write("retry: 2000\n:\n\n");
        changes.isWatched(true);
        viewers.add(response);
        if (last != null && last.matches("[0-9]{1,18}")) {
            vertx.executeBlocking(() -> missed(Long.parseLong(last)), false)
                    .onSuccess(missed -> viewers.send(response, missed));
        }
        if (isTicking.compareAndSet(false, true)) {
            tickSoon();
        }
    }

    private void tickSoon() {
        vertx.setTimer(TICK_MS, this::tick);
    }

    private void tick(long timer) {
        ticks++;
        if (viewers.isEmpty()) {
            changes.isWatched(false);
            forget();
            isTicking.set(false);
            if (!viewers.isEmpty() && isTicking.compareAndSet(false, true)) {
                changes.isWatched(true);
                tickSoon();
            }
            return;
        }
        vertx.executeBlocking(this::news, false).onComplete(news -> {
            try {
                // Where the ledger is away there is no news; others tell of that.
                if (news.succeeded() && !news.result().isEmpty()) {
                    viewers.send(news.result());
                }
            } finally {
                tickSoon();
            }
        });
    }

    private String news() {
        if (ticks % LOOKS == 0) {
            changes.lookAround();
        }
        if (changes.areNone()) {
            return "";
        }
        // Asked before the stories: what comes in between is told twice rather than not at all.
        long last = events.last();
        List<String> changed = changes.take();
        try {
            // Who has not been told all up to an event does not come back with its number.
            return told(changed, true, changes.areNone() ? last : -1);
        } catch (RuntimeException e) {
            changed.forEach(changes::add);
            throw e;
        }
    }

    private String missed(long no) {
        long last = events.last();
        return told(changes.missedSince(no), false, last);
    }

    /** The stories as events; the last of them has that number where it is one. */
    private String told(Collection<String> requestIds, boolean onlyNew, long number) {
        StringBuilder text = new StringBuilder();
        int lastOne = 0;
        List<String> all = new ArrayList<>(requestIds);
        for (int i = 0; i < all.size(); i += LatestChanges.MOST) {
            for (Story story : queries.stories(all.subList(i, Math.min(all.size(), i + LatestChanges.MOST)))) {
                String data = status.shown(story).toString();
                if (!onlyNew || isNew(story.requestId(), data)) {
                    lastOne = text.length();
                    text.append("event: story\ndata: ").append(data).append("\n\n");
                }
            }
        }
        if (text.length() > 0 && number >= 0) {
            text.insert(lastOne, "id: " + number + "\n");
        }
        return text.toString();
    }

    private boolean isNew(String requestId, String data) {
        String digest = Sha256.of(data);
        synchronized (sent) {
            return !digest.equals(sent.put(requestId, digest));
        }
    }

    /** Nobody is there any more who was told. */
    private void forget() {
        synchronized (sent) {
            sent.clear();
        }
    }
}
