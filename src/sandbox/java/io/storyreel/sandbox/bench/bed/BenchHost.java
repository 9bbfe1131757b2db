package io.storyreel.sandbox.bench.bed;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.simulator.StoryFilm;
import io.storyreel.sandbox.video.SampleVideo;
import io.storyreel.sandbox.video.Screenplay;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The story service as a load needs it: the automatic call, the look at a story, the video and the callback. It knows
 * no faults and keeps no history, so that it takes little of the machine it shares with what is measured; faults and
 * checks are the other simulator's.
 */
public final class BenchHost implements AutoCloseable {

    public static final String API_KEY = "bench-key";

    private final Map<String, BenchStory> stories = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> payments = new ConcurrentHashMap<>();

    private final LongAdder paid = new LongAdder();

    private final LongAdder looks = new LongAdder();

    private final LongAdder downloads = new LongAdder();

    private final byte[] opening = SampleVideo.tiny(new Screenplay("", "", List.of()));

    private final Vertx vertx;

    private final URI base;

    private final long videoSize;

    private final Optional<Duration> readyAfter;

    private final StoryText text;

    private final Callbacks callbacks;

    private BenchHost(long videoSize, Optional<Duration> readyAfter) {
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        this.base = URI.create("http://127.0.0.1:" + FreePort.any());
        this.videoSize = videoSize;
        this.readyAfter = readyAfter;
        this.text = new StoryText(base);
        this.callbacks = new Callbacks(vertx);
    }

    /**
     * Starts a service; it listens when this returns.
     *
     * @param videoSize  bytes of each video
     * @param readyAfter from a call's answer to the story's end; empty: stories wait for {@link #finish}
     */
    static BenchHost start(long videoSize, Optional<Duration> readyAfter) {
        BenchHost host = new BenchHost(videoSize, readyAfter);
        try {
            host.vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(host.base.getPort()))
                    .requestHandler(host::answer).listen().toCompletionStage().toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            return host;
        } catch (Exception e) {
            host.close();
            throw new IllegalStateException("The simulated service cannot listen at " + host.base, e);
        }
    }

    public URI url() {
        return base;
    }

    /** All calls so far, by what they were for. */
    public Map<String, Long> calls() {
        return Map.of("paid", paid.sum(), "look", looks.sum(), "download", downloads.sum());
    }

    /** How often a story was paid for under that name. */
    public int payments(String name) {
        AtomicInteger count = payments.get(name);
        return count == null ? 0 : count.get();
    }

    /** How many names were paid for that begin so. */
    public long paidNames(String prefix) {
        return payments.keySet().stream().filter(name -> name.startsWith(prefix)).count();
    }

    /** All stories whose names begin so. */
    public List<BenchStory> stories(String prefix) {
        return stories.values().stream().filter(story -> story.name().startsWith(prefix)).toList();
    }

    /** The digest that a faithful copy of the story's video has. */
    public String sha256(BenchStory story) {
        return story.film(opening, videoSize).sha256();
    }

    /** Ends a story now, and calls back. */
    public void finish(BenchStory story) {
        story.becomeReady();
        if (!story.webhookUrl().isEmpty()) {
            callbacks.send(story);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (request.method() == HttpMethod.POST && path.equals("/story/idea-2-video")
                && API_KEY.equals(request.getHeader("X-Api-Key"))) {
            request.setExpectMultipart(true).endHandler(end -> make(request));
        } else if (request.method() == HttpMethod.GET && path.startsWith("/story/")) {
            looks.increment();
            known(request, path.substring("/story/".length()))
                    .ifPresent(story -> json(request.response(), text.of(story)));
        } else if (request.method() == HttpMethod.GET && path.startsWith("/media/")) {
            downloads.increment();
            known(request, path.substring("/media/".length()).replace(".mp4", ""))
                    .ifPresent(story -> send(request, story));
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void make(HttpServerRequest request) {
        String idea = String.valueOf(request.getFormAttribute("idea"));
        String webhookUrl = request.getFormAttribute("webhook_url");
        BenchStory story = new BenchStory(UUID.randomUUID().toString(), StoryText.nameIn(idea),
                webhookUrl == null ? "" : webhookUrl);
        stories.put(story.id(), story);
        payments.computeIfAbsent(story.name(), name -> new AtomicInteger()).incrementAndGet();
        paid.increment();
        json(request.response(), text.of(story));
        readyAfter.ifPresent(wait -> vertx.setTimer(Math.max(1, wait.toMillis()), tick -> finish(story)));
    }

    private void send(HttpServerRequest request, BenchStory story) {
        StoryFilm film = story.film(opening, videoSize);
        request.response().putHeader("Content-Type", "video/mp4").putHeader("ETag", film.etag())
                .putHeader("Content-Length", String.valueOf(film.length()));
        new FilmFlow(request.response(), film).flow();
    }

    private Optional<BenchStory> known(HttpServerRequest request, String id) {
        Optional<BenchStory> story = Optional.ofNullable(stories.get(id));
        if (story.isEmpty()) {
            request.response().setStatusCode(404).end();
        }
        return story;
    }

    private static void json(HttpServerResponse response, String body) {
        response.putHeader("Content-Type", "application/json").end(body);
    }
}
