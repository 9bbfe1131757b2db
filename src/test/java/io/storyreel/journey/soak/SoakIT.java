package io.storyreel.journey.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.DeliveredVideo;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.simulator.call.Payment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * An hour of stories by all channels while processes are killed, database, store and broker are away, disks are full
 * and the clock jumps: {@code mvn verify -Psoak -Dit.test=SoakIT}, {@code -Dsoak.minutes=5} for less.
 */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "[1-9][0-9]*")
class SoakIT {

    private static final Duration PACE = Duration.ofMillis(800);

    /** Once nothing is wrong any more. Less than the clock was ever set back. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** By then each kind of trouble has come, but for one soak in a hundred thousand. */
    private static final Duration LONG = Duration.ofMinutes(50);

    private static final int MEGABYTE = 1024 * 1024;

    /** What a story that has ended may keep on the disk (docs/performance.md), and what a ledger keeps without any. */
    private static final int STORY_BYTES = 20 * 1024;

    private static final int EMPTY_LEDGER = 32 * MEGABYTE;

    private final Duration time = Duration.ofMinutes(Integer.getInteger("soak.minutes", 1));

    private final long seed = System.nanoTime();

    @Test
    void nothingIsLostOrPaidTwiceAndNothingGrowsWhateverGoesWrong() throws Exception {
        try (SoakParts parts = new SoakParts()) {
            SoakLoad load = new SoakLoad(parts.ready());
            SoakTroubles troubles = new SoakTroubles(parts, seed);
            SoakFigures embedded = new SoakFigures();
            SoakFigures server = new SoakFigures();
            CompletableFuture<Void> trouble = CompletableFuture.runAsync(() -> makeTrouble(troubles));
            for (Instant end = Instant.now().plus(time); Instant.now().isBefore(end); AppFixture.letPass(PACE)) {
                sendOrGiveUp(load);
                embedded.look(parts.embedded.pid());
                server.look(parts.server.pid());
            }
            trouble.get();
            troubles.end();

            Set<String> lost = new TreeSet<>(load.sent().stream().map(Request::id).toList());
            load.sent().forEach(request -> lost.remove(endOf(request, load, parts)));
            await("all results").atMost(PATIENCE).pollInterval(Duration.ofSeconds(5)).untilAsserted(
                    () -> assertThat(load.answered()).as("seed %d", seed).containsAll(load.sent().stream()
                            .filter(request -> !SoakLoad.channel(request).equals("http")).map(Request::id).toList()));
            long ledger = parts.ledgerBytes();
            long database = parts.databaseBytes();
            System.err.printf("Soak of %s, seed %d: %d stories, %s%nembedded ledger %d MB, its app:%s%n"
                    + "PostgreSQL %d MB, its app:%s%n", time, seed, load.sent().size(), troubles.counts(),
                    ledger / MEGABYTE, embedded.told(), database / MEGABYTE, server.told());

            assertThat(lost).as("seed %d", seed).isEmpty();
            assertThat(parts.service.payments()).as("seed %d", seed).extracting(Payment::idea).doesNotHaveDuplicates();
            assertThat(List.of(ledger, database))
                    .allMatch(bytes -> bytes < EMPTY_LEDGER + (long) load.sent().size() * STORY_BYTES);
            assertThat(troubles.counts().keySet()).as("seed %d", seed).containsAll(time.compareTo(LONG) < 0
                    ? Set.of() : troubles.kinds());
            isFlat(server);
            isFlat(embedded);
        }
    }

    /** A sender whose broker is away sends later. */
    private static void sendOrGiveUp(SoakLoad load) throws IOException {
        try {
            load.send();
        } catch (jakarta.jms.JMSRuntimeException away) {
            AppFixture.letPass(PACE);
        }
    }

    private void makeTrouble(SoakTroubles troubles) {
        Random random = new Random(seed);
        for (Instant end = Instant.now().plus(time); Instant.now().isBefore(end);) {
            AppFixture.letPass(Duration.ofSeconds(5 + random.nextInt(20)));
            troubles.next();
        }
    }

    /** Delivered, or once its webhook came; the request's id, where the video is whole. */
    private static String endOf(Request request, SoakLoad load, SoakParts parts) {
        JsonNode story = await(request.id()).atMost(PATIENCE).until(() -> load.story(request),
                now -> now.isPresent() && List.of("delivered", "uncertain").contains(now.get().path("state").asText()))
                .orElseThrow();
        if (story.path("state").asText().equals("uncertain")) {
            parts.service.stories().stream().filter(made -> made.idea().equals(request.idea())).findFirst()
                    .ifPresent(made -> parts.service.sendWebhook(made.id(), "success"));
            if (parts.service.paidCalls(request.idea()) == 0) {
                return request.id();
            }
        }
        Optional<JsonNode> delivered = await(request.id() + " delivered").atMost(PATIENCE).until(
                () -> load.story(request).map(now -> now.path("result")),
                result -> result.isPresent() && result.get().path("status").asText().equals("delivered"));
        new DeliveredVideo(parts.s3().client(), delivered.orElseThrow()).isWhole(parts.service);
        return request.id();
    }

    private static void isFlat(SoakFigures figures) {
        assertThat(figures.median(3, SoakFigures.Sample::handles)).as("file handles")
                .isLessThanOrEqualTo(figures.median(1, SoakFigures.Sample::handles) + 20);
        assertThat(figures.median(3, SoakFigures.Sample::threads)).as("threads")
                .isLessThanOrEqualTo(figures.median(1, SoakFigures.Sample::threads) + 10);
        assertThat(figures.median(3, SoakFigures.Sample::memory)).as("memory, KB")
                .isLessThanOrEqualTo(figures.median(1, SoakFigures.Sample::memory) * 6 / 5);
    }
}
