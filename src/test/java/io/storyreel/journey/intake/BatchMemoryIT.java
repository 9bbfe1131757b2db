package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sheet of 10,000 rows in a heap of 96 MB (100,000 with {@code -Psoak}), with a kill in the middle of it. */
@Timeout(900)
class BatchMemoryIT {

    private static final int ROWS = Integer.getInteger("batch.rows", 10_000);

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.inbox.max-size", "100M").app();

    @Test
    void allRowsAreTakenUpTogether() throws Exception {
        Path aside = APP.product().directory().resolve("large.csv");
        Instant later = Instant.now().plus(Duration.ofDays(30));
        try (BufferedWriter sheet = Files.newBufferedWriter(aside)) {
            sheet.write("request_id,idea,title,scene_count,not_before\r\n");
            for (int i = 0; i < ROWS; i++) {
                sheet.write("row-" + i + ",\"A tale, told for the " + i
                        + "th time, of a boat that finds the sea\",Boat "
                        + i + ",3," + later + "\r\n");
            }
        }
        Files.move(aside, APP.inbox().resolve("large.csv"), StandardCopyOption.ATOMIC_MOVE);
        await("the rows on their way").atMost(PATIENCE).until(() -> storedBytes() > ROWS * 1_000L);
        APP.product().kill();
        APP.product().restart().awaitReady(AppFixture.PATIENCE);
        allOrNothing();

        Path taken = APP.inbox().resolve(".accepted/large.csv");
        await("the sheet to be taken up").atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> {
            assertThat(APP.product().isAlive()).as("it has the memory it needs").isTrue();
            allOrNothing();
            return Files.exists(taken);
        });

        assertThat(accepted()).isEqualTo(ROWS);
        JsonNode batch = ask("/api/batches").at("/batches/0");
        assertThat(batch.path("rows").asInt()).isEqualTo(ROWS);
        assertThat(batch.at("/states/accepted").asInt()).isEqualTo(ROWS);
        assertThat(APP.product().log()).contains("large.csv: " + ROWS + " requests").doesNotContain("OutOfMemory");
    }

    private static void allOrNothing() throws IOException {
        assertThat(accepted()).as("nothing of it is to be seen before all of it is").isIn(0, ROWS);
    }

    private static int accepted() throws IOException {
        return ask("/api/summary").at("/states/accepted").asInt();
    }

    private static long storedBytes() throws IOException {
        Path data = APP.product().directory().resolve("data");
        try (var files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".db")).mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    /** Patient: with so little memory what looks at all stories takes its time. */
    private static JsonNode ask(String path) throws IOException {
        HttpURLConnection call = (HttpURLConnection) APP.product().url().resolve(path).toURL().openConnection();
        call.setReadTimeout((int) AppFixture.PATIENCE.toMillis());
        try (InputStream answer = call.getInputStream()) {
            return new ObjectMapper().readTree(answer);
        }
    }
}
