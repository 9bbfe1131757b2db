package io.storyreel.sandbox.screenshots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.InboxWriter;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;

/** A Storyreel in which there is something to see: stories in every state, some of them moving. */
final class Demonstration implements AutoCloseable {

    /** The one whose page is shown: made in steps, so it has pictures. */
    static final String SHOWN = "lighthouse-0007";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration GENERATION = Duration.ofSeconds(16);

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final LocalS3 s3;

    private final StoryApiSimulator service;

    private final ProductProcess product;

    Demonstration(Path folder) throws IOException {
        s3 = LocalS3.start(folder.resolve("s3"));
        s3.createBucket(SandboxSettings.BUCKET);
        service = StoryApiSimulator.start(SimulatorOptions.watchable().withGenerationTime(GENERATION));
        ProductLaunch launch = ProductLaunch.in(folder.resolve("app")).with(SandboxSettings.connecting(service, s3))
                .with("storyreel.credits.max-per-day", "2500");
        product = ProductProcess.start(launch.with(SandboxSettings.callingBack(launch.httpPort()))
                .with("storyreel.track.fallback-poll-interval", "300ms"));
        product.awaitReady(PATIENCE);
    }

    /** Where its page is. */
    String url() {
        return product.url().toString();
    }

    /** Drops its stories, and returns when they are as they are to be shown. */
    void begin() throws IOException, InterruptedException {
        drop(advanced(SHOWN, "The gull that could read", "Mina the lighthouse keeper teaches a gull to read", 4));
        drop(story("tea-harvest", "First flush: a morning in Darjeeling", "A tea picker walks through the mist", 5));
        drop(story("winter-sale", "Winter sale, 15 seconds", "Snow falls on a shop window full of lamps", 3));
        await(List.of(SHOWN, "tea-harvest", "winter-sale"), "delivered");
        drop(story("onboarding-02", "How to read your meter", "A friendly meter explains its numbers", 4));
        drop(story("typo", "Bicycles of Copenhagen", "A bicycle finds its way home [sim:fail]", 2));
        TimeUnit.SECONDS.sleep(5);
        drop(story("kids-whale", "A whale dreams of the moon", "A whale dreams of the moon", 3));
        drop(advanced("harbour-review", "Old harbour, new light", "The harbour wakes up", 3)
                .set("review", JSON.createArrayNode().add("storyboard")));
        TimeUnit.SECONDS.sleep(5);
        drop(story("spring-01", "Spring collection", "Flowers open in time lapse on a table", 4));
        drop(story("lost", "The clockmaker’s apprentice", "A clock runs backwards [sim:lost-answer]", 2));
        TimeUnit.SECONDS.sleep(3);
        drop(story("museum-long", "Ten rooms of the museum", "A walk through ten rooms", 40));
        await(List.of("harbour-review"), "review");
        await(List.of("lost"), "uncertain");
        await(List.of("typo"), "failed");
    }

    private static ObjectNode story(String id, String title, String idea, int scenes) {
        return JSON.createObjectNode().put("request_id", id).put("title", title).put("idea", idea)
                .put("scene_count", scenes);
    }

    private static ObjectNode advanced(String id, String title, String idea, int scenes) {
        return story(id, title, idea, scenes).put("mode", "advanced");
    }

    private void drop(JsonNode request) throws IOException {
        InboxWriter.put(product.directory().resolve("inbox"), request.path("request_id").asText() + ".json",
                JSON.writeValueAsBytes(request));
    }

    private void await(List<String> stories, String state) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String story : stories) {
            while (!product.story(story).map(one -> one.path("state").asText()).orElse("").equals(state)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(story + " is not " + state + ":\n" + product.logTail(20));
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    @Override
    public void close() {
        product.close();
        service.close();
        s3.close();
    }

    /** A folder that is new. */
    static Path folder() throws IOException {
        return Files.createTempDirectory("storyreel-screenshots");
    }
}
