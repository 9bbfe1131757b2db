package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a file in the inbox to a video in the bucket and a result in the outbox. */
class FirstJourneyIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.everyday().shared();

    @Test
    void aCopiedFileIsDelivered() throws Exception {
        Request request = Request.of("copied");
        Files.write(APP.inbox().resolve(request.fileName()), request.bytes());

        JsonNode result = APP.delivered(request);

        assertThat(result.path("used_credits").asLong()).isEqualTo(10);
        assertThat(result.has("error")).isFalse();
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aFileMovedInFromAnotherFolderIsDelivered() throws Exception {
        Request request = Request.of("moved");
        Path elsewhere = Files.write(APP.product().directory().resolve("elsewhere.json"), request.bytes());
        Files.move(elsewhere, APP.inbox().resolve(request.fileName()));

        APP.delivered(request);

        assertThat(Files.readAllBytes(APP.inbox().resolve(".accepted").resolve(request.fileName())))
                .isEqualTo(request.bytes());
        assertThat(APP.inbox().resolve(request.fileName())).doesNotExist();
    }

    @Test
    void aFileThatGrowsSlowlyIsTakenOnceItIsWhole() throws Exception {
        Request request = Request.of("growing");
        byte[] bytes = request.bytes();
        int piece = bytes.length / 10;
        Path file = APP.inbox().resolve(request.fileName());
        try (OutputStream out = Files.newOutputStream(file)) {
            int[] written = {0};
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).until(() -> {
                int end = Math.min(bytes.length, written[0] + piece);
                out.write(bytes, written[0], end - written[0]);
                written[0] = end;
                return end == bytes.length;
            });
        }

        APP.delivered(request);

        assertThat(APP.inbox().resolve(".rejected").resolve(request.fileName())).doesNotExist();
    }

    @Test
    void theResultTellsTheTimesInOrder() throws Exception {
        Request request = Request.of("timed");
        Instant before = Instant.now();
        APP.drop(request);

        JsonNode result = APP.delivered(request);

        assertThat(Arrays.asList(before, time(result, "received_at"), time(result, "submitted_at"),
                time(result, "finished_at"), Instant.now())).isSorted();
    }

    @Test
    void theObjectGoesToThePlaceTheRequestNames() throws Exception {
        APP.s3().createBucket("own-bucket");
        Request request = Request.of("placed").with("title", "Über den Wolken!").with("output",
                Map.of("bucket", "own-bucket", "key", "films/{title}/{request_id}.mp4"));
        APP.drop(request);

        JsonNode result = APP.delivered(request);

        assertThat(result.path("video").path("bucket").asText()).isEqualTo("own-bucket");
        assertThat(result.path("video").path("key").asText()).matches("films/[a-z0-9-]+/placed\\.mp4");
    }

    @Test
    void aRequestWithoutAnIdIsFoundByItsDigest() throws Exception {
        APP.drop("nameless.json", "{\"idea\": \"A tale without a name\"}".getBytes());

        String id = await().atMost(AppFixture.PATIENCE).until(() -> {
            try (var results = Files.list(APP.outbox())) {
                return results.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("sha256-"))
                        .findFirst().orElse("");
            }
        }, name -> !name.isEmpty()).replace(".json", "");

        assertThat(id).matches("sha256-[0-9a-f]{32}");
        APP.delivered(Request.of(id));
    }

    @Test
    void noStoryHasTwoWorkers() throws Exception {
        List<Request> requests = IntStream.range(0, 40).mapToObj(number -> Request.of("crowd-" + number)).toList();
        for (Request request : requests) {
            APP.drop(request);
        }

        requests.forEach(APP::delivered);

        assertThat(requests).allMatch(request -> APP.downloads(request).size() == 1);
        assertThat(APP.product().log()).doesNotContain("another worker");
    }

    private static Instant time(JsonNode result, String field) {
        return Instant.parse(result.path(field).asText());
    }
}
