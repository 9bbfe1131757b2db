package io.storyreel.sandbox.simulator;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.simulator.call.Payment;
import io.storyreel.sandbox.simulator.call.ReceivedCall;
import io.storyreel.sandbox.simulator.call.ServiceDialect;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * The story service, on the loopback address: takes the real calls, checks them as the real one does, makes a real
 * video, calls the webhook, keeps a record of everything. Many can live in one JVM.
 *
 * <pre>{@code
 * try (StoryApiSimulator api = StoryApiSimulator.start(SimulatorOptions.quick())) {
 *     ... // POST to api.baseUrl() + "/story/idea-2-video" with the header X-Api-Key: api.apiKey()
 *     assertThat(api.paidCalls("A cat learns to fly")).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Faults are switched on by markers in the idea, and any may be combined. {@code xN} after one means: the first N
 * tries only. {@code @call} aims it at a later call of the story (one of {@code elements}, {@code scenes},
 * {@code videos}, {@code concat}, {@code get}); without it, it strikes the call that brings the idea.
 *
 * <table>
 * <caption>Markers</caption>
 * <tr><th>marker</th><th>what happens</th></tr>
 * <tr><td>{@code [sim:503]}, any 400 to 599</td><td>that answer; nothing is made or paid. With {@code paid} after it
 * ({@code [sim:500x1 paid]}) the story is made and paid first; {@code retry-after=1} adds that header,
 * {@code echo-key} answers with the caller's own key</td></tr>
 * <tr><td>{@code [sim:lost-answer]}</td><td>made and paid, then the connection is reset</td></tr>
 * <tr><td>{@code [sim:reset-before]}</td><td>the connection is reset, nothing is made</td></tr>
 * <tr><td>{@code [sim:hang]}</td><td>made and paid, never answered</td></tr>
 * <tr><td>{@code [sim:garbage]}</td><td>made and paid, 200 with HTML</td></tr>
 * <tr><td>{@code [sim:no-story]}</td><td>made and paid, 200 with <code>{"data":{}}</code></td></tr>
 * <tr><td>{@code [sim:slow ms=2000]}</td><td>the answer takes that long</td></tr>
 * <tr><td>{@code [sim:get-404x3]}, any 4xx, 5xx</td><td>GET of the story answers that</td></tr>
 * <tr><td>{@code [sim:fail]}</td><td>the story ends in {@code fail}, with a message; {@code [sim:fail@scenes]}
 * (or {@code @story}, {@code @elements}): it does at that step</td></tr>
 * <tr><td>{@code [sim:no-webhook]}</td><td>it is never called</td></tr>
 * <tr><td>{@code [sim:early-webhook]}</td><td>the story is finished and the webhook called before the POST is
 * answered</td></tr>
 * <tr><td>{@code [sim:double-webhook]}</td><td>it is called twice at once</td></tr>
 * <tr><td>{@code [sim:late-webhook ms=3000]}</td><td>it is called that much after the end</td></tr>
 * <tr><td>{@code [sim:no-video-url]}</td><td>only /concat makes a {@code video_url}</td></tr>
 * <tr><td>{@code [sim:never-video-url]}</td><td>nothing does</td></tr>
 * <tr><td>{@code [sim:video=html]}</td><td>200 with a page instead of the video</td></tr>
 * <tr><td>{@code [sim:video=empty]}</td><td>200 without a byte</td></tr>
 * <tr><td>{@code [sim:video=truncated]}</td><td>a file that ends within its last box, sent in good order</td></tr>
 * <tr><td>{@code [sim:video=cutx2]}</td><td>the connection breaks half way, the first 2 times (1 without a
 * number)</td></tr>
 * <tr><td>{@code [sim:video=chunked]}</td><td>no Content-Length</td></tr>
 * <tr><td>{@code [sim:video=no-range]}</td><td>a Range header is ignored</td></tr>
 * <tr><td>{@code [sim:video=404x2]}, any 4xx, 5xx</td><td>the download answers that</td></tr>
 * <tr><td>{@code [sim:video=wrong-host]}</td><td>{@code video_url} names a host under {@code .invalid}</td></tr>
 * <tr><td>{@code [sim:video=redirect]}</td><td>302 to another path here</td></tr>
 * <tr><td>{@code [sim:video=redirect-evil to=URL]}</td><td>302 to a host that is not allowed</td></tr>
 * <tr><td>{@code [sim:video=slow ms=3000]}</td><td>the download takes that long</td></tr>
 * <tr><td>{@code [sim:video=huge=2147483648]}</td><td>a playable film of so many bytes, made as it is read; with
 * {@code chunked} after it, of unknown length</td></tr>
 * </table>
 */
public final class StoryApiSimulator implements AutoCloseable {

    private final Vertx vertx;

    private final URI base;

    private final SimulatorOptions options;

    private final Credits credits;

    private final CallLog log = new CallLog();

    private final WebhookSender webhooks;

    private final MediaHost media;

    private final StoryService service;

    private StoryApiSimulator(SimulatorOptions options) {
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
        this.options = options;
        this.base = URI.create("http://127.0.0.1:" + (options.port() > 0 ? options.port() : FreePort.any()));
        this.credits = new Credits(options.credits());
        this.webhooks = new WebhookSender(vertx);
        FaultPlan faults = new FaultPlan();
        this.media = new MediaHost(vertx, faults, options.videos(), base);
        this.service = new StoryService(options, credits, log, base, faults, (story, generation) -> {
            // The film is made while the story "generates", so that its download need not wait for it.
            media.filmOf(story);
            webhooks.announce(story, generation);
        });
        FaultyFront front = new FaultyFront(vertx, options, faults, service, webhooks);
        new SimulatorServer(vertx, options, log, service, front, media).listen(base.getPort());
    }

    /** Starts a simulator; it listens when this returns. */
    public static StoryApiSimulator start(SimulatorOptions options) {
        return new StoryApiSimulator(options);
    }

    /** What to set as the product's API address. */
    public URI baseUrl() {
        return base;
    }

    /** The key it accepts. */
    public String apiKey() {
        return options.apiKey();
    }

    /** All calls in the order they were read whole, downloads of videos included. */
    public List<ReceivedCall> calls() {
        return log.calls();
    }

    /** The calls of a method to a path, {@code POST /story/idea-2-video}, or to all paths below one that ends in /. */
    public List<ReceivedCall> calls(String method, String path) {
        return calls().stream()
                .filter(call -> call.method().equals(method))
                .filter(call -> path.endsWith("/") ? call.path().startsWith(path) : call.path().equals(path))
                .toList();
    }

    /** All calls that were charged for. */
    public List<Payment> payments() {
        return log.payments();
    }

    /** How many calls were charged for stories made from exactly this idea. */
    public long paidCalls(String idea) {
        return payments().stream().filter(payment -> payment.idea().equals(idea)).count();
    }

    /** The most API calls that were ever under way at once, downloads not counted. */
    public int concurrencyHighWaterMark() {
        return log.highWaterMark();
    }

    /** All stories, oldest first. */
    public List<SimulatedStory> stories() {
        return service.stories();
    }

    /** The story of that id. */
    public Optional<SimulatedStory> story(String id) {
        return service.story(id);
    }

    /** The video of a story, to compare a copy with. */
    public StoryFilm film(String storyId) {
        return media.filmOf(known(storyId)).toCompletionStage().toCompletableFuture().join();
    }

    /** Adds to the balance. */
    public void topUp(long amount) {
        credits.topUp(amount);
    }

    /**
     * What no customer's program should have done, one line each: calls to paths that this dialect does not have, and
     * bodies that it cannot read.
     */
    public List<String> violations() {
        return log.violations();
    }

    /** How it is spoken to. */
    public ServiceDialect dialect() {
        return options.dialect();
    }

    /** What is left of the balance. */
    public long credits() {
        return credits.balance();
    }

    /**
     * A story that was made from this idea, and paid, before this simulator was started.
     *
     * @param isStarted whether it is being made into a film, or only has its storyboard
     */
    public void remember(String storyId, String idea, boolean isStarted) {
        service.remember(storyId, idea, isStarted);
    }

    /** Ends a story now, with its video composed; the webhook still comes when it would have. */
    public void finish(String storyId) {
        known(storyId).endNow("");
    }

    /** Lets a story fail now. */
    public void fail(String storyId, String message) {
        known(storyId).endNow(message);
    }

    /** Calls a story's webhook now, once, whatever the story's state, and gives the receiver's answer. */
    public Webhook sendWebhook(String storyId, String status) {
        return webhooks.send(known(storyId), status).join();
    }

    /** Every try of a webhook, in the order they were answered. */
    public List<Webhook> webhooks() {
        return webhooks.sent();
    }

    private SimulatedStory known(String storyId) {
        return story(storyId).orElseThrow(() -> new IllegalArgumentException("No story " + storyId));
    }

    /** Stops listening; calls under way are cut off. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The simulator did not stop", e);
        }
    }
}
