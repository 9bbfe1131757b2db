package io.storyreel.sandbox.simulator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;

/** Tells the customer that a story is done, a few times until it is taken. */
final class WebhookSender {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int TRIES = 4;

    private static final long RETRY_MILLIS = 500;

    private static final long LATENESS_MILLIS = 3_000;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).build();

    private final List<Webhook> sent = new CopyOnWriteArrayList<>();

    private final Vertx vertx;

    WebhookSender(Vertx vertx) {
        this.vertx = vertx;
    }

    List<Webhook> sent() {
        return List.copyOf(sent);
    }

    /** Tells of the story when its generation ends, unless its markers say otherwise. */
    void announce(SimulatedStory story, Duration generation) {
        String idea = story.idea();
        boolean isSilent = story.webhookUrl().isBlank() || Marker.find(idea, "no-webhook").isPresent()
                || Marker.find(idea, "early-webhook").isPresent();
        if (isSilent) {
            return;
        }
        long lateness = Marker.find(idea, "late-webhook")
                .map(marker -> marker.setting("ms", LATENESS_MILLIS)).orElse(0L);
        vertx.setTimer(Math.max(1, generation.toMillis() + lateness), tick -> {
            int copies = Marker.find(idea, "double-webhook").isPresent() ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                sendUntilTaken(story, TRIES);
            }
        });
    }

    private void sendUntilTaken(SimulatedStory story, int triesLeft) {
        send(story, story.status()).thenAccept(webhook -> {
            if (!webhook.isTaken() && triesLeft > 1) {
                vertx.setTimer(RETRY_MILLIS, tick -> sendUntilTaken(story, triesLeft - 1));
            }
        });
    }

    /** Sends one event now. */
    CompletableFuture<Webhook> send(SimulatedStory story, String status) {
        Instant now = Instant.now();
        String url = story.webhookUrl();
        String body = new ObjectMapper().createObjectNode().put("customer_id", StoryService.CUSTOMER)
                .put("batch_id", story.id()).put("status", status).toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE)
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build();
        return client.sendAsync(request, BodyHandlers.discarding())
                .handle((response, failure) -> new Webhook(story.id(), url, status, now,
                        failure == null ? response.statusCode() : 0))
                .whenComplete((webhook, never) -> sent.add(webhook));
    }
}
