package io.storyreel.sandbox.bench.bed;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.storyreel.sandbox.FreePort;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.SandboxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;

/** The relay on one thread of this process. */
final class VertxRelay implements Relay {

    /** Calls under way at once: enough to keep two cores busy. */
    private static final int CONCURRENT = 16;

    private static final String BOUNDARY = "relay-boundary";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private final int port = FreePort.any();

    private final URI service;

    private final URI store;

    private final SignedPut signed;

    private final HttpClient client;

    private Iterator<String> names;

    private int missing;

    private CompletableFuture<Void> done = new CompletableFuture<>();

    private VertxRelay(URI service, LocalS3 s3) {
        this.service = service;
        this.store = s3.endpoint();
        this.signed = new SignedPut(store, s3.accessKey(), s3.secretKey());
        this.client = vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(CONCURRENT));
    }

    static VertxRelay start(URI service, LocalS3 s3) {
        VertxRelay relay = new VertxRelay(service, s3);
        relay.vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(relay.port))
                .requestHandler(request -> request.body().onSuccess(event -> {
                    request.response().end();
                    relay.fetch(event.toJsonObject().getString("batch_id"));
                })).listen().toCompletionStage().toCompletableFuture().join();
        return relay;
    }

    @Override
    public void begin(List<String> all) {
        done = new CompletableFuture<>();
        vertx.runOnContext(now -> {
            names = all.iterator();
            missing = all.size();
            for (int i = 0; i < CONCURRENT; i++) {
                submitNext();
            }
        });
    }

    @Override
    public void await(Duration patience) {
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The relay broke off: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The relay was not done within " + patience, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public double cpuMillis() {
        CompletableFuture<Double> time = new CompletableFuture<>();
        vertx.runOnContext(now -> time.complete(ManagementFactory.getThreadMXBean()
                .getCurrentThreadCpuTime() / 1e6));
        return time.join();
    }

    @Override
    public boolean isWithin() {
        return true;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void submitNext() {
        if (!names.hasNext()) {
            return;
        }
        Buffer form = form("idea", StoryText.idea(names.next()), "title", "Bench",
                "webhook_url", "http://127.0.0.1:" + port + "/callback");
        client.request(HttpMethod.POST, service.getPort(), service.getHost(), "/story/idea-2-video")
                .compose(request -> request.putHeader("X-Api-Key", BenchHost.API_KEY)
                        .putHeader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY).send(form))
                .compose(VertxRelay::good).compose(HttpClientResponse::body)
                .onSuccess(answer -> submitNext())
                .onFailure(done::completeExceptionally);
    }

    private void fetch(String storyId) {
        get("/story/" + storyId).compose(HttpClientResponse::body)
                .map(answer -> answer.toJsonObject().getJsonObject("data"))
                .compose(this::copy)
                .onSuccess(stored -> {
                    if (--missing == 0) {
                        done.complete(null);
                    }
                })
                .onFailure(done::completeExceptionally);
    }

    private Future<Buffer> copy(JsonObject story) {
        String path = "/" + SandboxSettings.BUCKET + "/relay/" + StoryText.nameIn(story.getString("idea")) + ".mp4";
        return get(URI.create(story.getString("video_url")).getPath()).compose(video -> {
            video.pause();
            return client.request(HttpMethod.PUT, store.getPort(), store.getHost(), path).compose(put -> {
                signed.headers(path, Instant.now()).forEach(put::putHeader);
                put.putHeader("Content-Type", "video/mp4")
                        .putHeader("Content-Length", video.getHeader("Content-Length"));
                return put.send(video);
            });
        }).compose(VertxRelay::good).compose(HttpClientResponse::body);
    }

    private Future<HttpClientResponse> get(String path) {
        return client.request(HttpMethod.GET, service.getPort(), service.getHost(), path)
                .compose(request -> request.putHeader("X-Api-Key", BenchHost.API_KEY).send()).compose(VertxRelay::good);
    }

    private static Future<HttpClientResponse> good(HttpClientResponse response) {
        return response.statusCode() == 200 ? Future.succeededFuture(response)
                : Future.failedFuture(response.request().getURI() + " was answered with " + response.statusCode());
    }

    private static Buffer form(String... namesAndValues) {
        Buffer form = Buffer.buffer();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.appendString("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + namesAndValues[i]
                    + "\"\r\n\r\n" + namesAndValues[i + 1] + "\r\n");
        }
        return form.appendString("--" + BOUNDARY + "--\r\n");
    }
}
