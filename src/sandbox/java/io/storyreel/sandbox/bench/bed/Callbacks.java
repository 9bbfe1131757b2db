package io.storyreel.sandbox.bench.bed;

import java.net.URI;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;

/** Calls webhooks, over connections that stay open, again where one is not taken. */
final class Callbacks {

    private static final int TRIES = 20;

    private static final long RETRY_MILLIS = 500;

    private final Vertx vertx;

    private final HttpClient client;

    Callbacks(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions().setIdleTimeout(10),
                new PoolOptions().setHttp1MaxSize(32));
    }

    void send(BenchStory story) {
        send(story, TRIES);
    }

    private void send(BenchStory story, int triesLeft) {
        URI url = URI.create(story.webhookUrl());
        String event = "{\"customer_id\":\"bench\",\"batch_id\":\"" + story.id() + "\",\"status\":\"success\"}";
        client.request(HttpMethod.POST, url.getPort(), url.getHost(), url.getRawPath())
                .compose(request -> request.putHeader("Content-Type", "application/json").send(event))
                .compose(response -> response.end().map(response.statusCode()))
                .compose(status -> status / 100 == 2 ? Future.succeededFuture()
                        : Future.failedFuture("answered with " + status))
                .onFailure(notTaken -> {
                    if (triesLeft > 1) {
                        vertx.setTimer(RETRY_MILLIS, tick -> send(story, triesLeft - 1));
                    }
                });
    }
}
