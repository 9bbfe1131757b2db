package io.storyreel.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Follows one story of the product until its result is in the outbox. */
final class StoryWatch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final ProductProcess product;

    private final Path outbox;

    private final ProgressLine line;

    StoryWatch(ProductProcess product, Path outbox, ProgressLine line) {
        this.product = product;
        this.outbox = outbox;
        this.line = line;
    }

    /** Shows the progress as it goes and gives the result. */
    JsonNode untilResult(DroppedRequest request) throws IOException, InterruptedException {
        Path result = outbox.resolve(request.requestId() + ".json");
        while (!Files.exists(result)) {
            if (!product.isAlive()) {
                throw new IllegalStateException("Storyreel has ended:\n" + product.logTail(20));
            }
            JsonNode story = product.story(request.requestId()).orElseGet(JSON::createObjectNode);
            line.show(request.title(), story.path("state").asText("in the inbox"),
                    story.path("progress_percentage").asInt());
            TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
        }
        JsonNode outcome = JSON.readTree(result.toFile());
        String status = outcome.path("status").asText();
        line.show(request.title(), status, status.equals("delivered") ? 100 : 0);
        line.end();
        return outcome;
    }
}
