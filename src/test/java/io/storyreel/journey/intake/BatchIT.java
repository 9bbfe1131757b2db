package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a sheet to its videos, and to the sheet of results. */
class BatchIT {

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual()
            .with("storyreel.templates.dir", Path.of("examples/templates").toAbsolutePath().toString()).app();

    @Test
    void theExamplesSheetOfTenProductsBecomesTenVideos() throws Exception {
        APP.drop("products.csv", Files.readAllBytes(Path.of("examples/sheet/products.csv")));

        List<CSVRecord> results = results("products.csv");

        assertThat(results).hasSize(10).extracting(row -> row.get("status")).containsOnly("delivered");
        assertThat(results.get(0).get("request_id")).isEqualTo("spring-sencha");
        assertThat(results).extracting(row -> row.get("video_uri")).doesNotHaveDuplicates()
                .allMatch(uri -> uri.matches("s3://.*/campaigns/\\d{4}/spring/.*-spring-[a-z]+[.]mp4"));
        assertThat(results).extracting(row -> row.get("story_id")).doesNotContain("").doesNotHaveDuplicates();
        assertThat(APP.outbox().resolve("spring-sencha.json")).exists();
        JsonNode batch = batch("products.csv");
        assertThat(batch.path("rows").asInt()).isEqualTo(10);
        assertThat(batch.path("delivered").asInt()).isEqualTo(10);
        assertThat(batch.path("waiting").asInt()).isZero();
        assertThat(batch.path("credits").path("used").decimalValue()).isPositive();
    }

    @Test
    void theResultsSayOfEachRowWhatBecameOfItAndNoCellIsRun() throws Exception {
        APP.drop("mixed.csv", ("request_id,idea\r\n-first,The tale of mixed one\r\n"
                + "second,\"The tale of mixed two [sim:fail]\"\r\nthird,The tale of mixed one of another id\r\n"
                + "third,The tale of mixed one of another id\r\n").getBytes(StandardCharsets.UTF_8));

        List<CSVRecord> results = results("mixed.csv");

        assertThat(results).extracting(row -> row.get("request_id") + " " + row.get("status")).containsExactly(
                "'-first delivered", "second failed", "third delivered", "third duplicate");
        assertThat(results.get(1).get("error_code")).isEqualTo("GENERATION_FAILED");
        assertThat(results.get(3).get("video_uri")).isEqualTo(results.get(2).get("video_uri"));
        assertThat(Files.readString(APP.outbox().resolve("mixed.csv.results.csv")))
                .startsWith("request_id,status,story_id,video_uri,used_credits,error_code,error_message\r\n");
    }

    /** A name is no expression, and no path. */
    @ParameterizedTest
    @ValueSource(strings = {"${sys.user.name}.csv", "a\\b.csv", "x\\..\\..\\up.csv", "M\u00e4rz 1;2%20.csv"})
    void theResultsHaveTheFilesNameWhateverItIs(String name) throws Exception {
        APP.drop(name, ("request_id,idea\nnamed-" + name.length() + ",The tale of " + name.length() + "\n")
                .getBytes(StandardCharsets.UTF_8));

        assertThat(results(name)).singleElement().extracting(row -> row.get("status")).isEqualTo("delivered");
    }

    @Test
    void aLaterOutcomeWritesTheResultsAnew() throws Exception {
        Request request = Request.of("goes-on", "[sim:failx1]");
        APP.drop("again.jsonl", (request.json() + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(results("again.jsonl").get(0).get("status")).isEqualTo("failed");

        assertThat(APP.retry(request).statusCode()).isEqualTo(202);

        await().atMost(AppFixture.PATIENCE).until(() -> results("again.jsonl").get(0).get("status")
                .equals("delivered"));
    }

    @Test
    void aBadRowRejectsItsFileAndNothingIsPaid() throws Exception {
        APP.drop("bad.csv", "request_id,idea,duration\nbad-1,Tea,5\nbad-2,Oil,15\n".getBytes(StandardCharsets.UTF_8));

        assertThat(APP.rejected("bad.csv").path("error").path("message").asText())
                .contains("line 3, column duration: 15");
        assertThat(APP.product().story("bad-1")).isEmpty();
        assertThat(APP.outbox().resolve("bad.csv.results.csv")).doesNotExist();
    }

    @Test
    void whatIsNotToBePaidBeforeItsTimeWaitsForItOverARestart() throws Exception {
        Instant time = Instant.now().plusSeconds(18);
        Request later = Request.of("later").with("not_before", time.toString());
        Request soon = Request.of("soon");
        APP.drop(later);
        APP.awaitState(later, "accepted");
        assertThat(APP.product().story("later").orElseThrow().path("not_before").asText()).startsWith(
                time.toString().substring(0, 19));
        APP.product().kill();
        APP.product().restart().awaitReady(AppFixture.PATIENCE);
        APP.drop(soon);
        APP.delivered(soon);
        if (Instant.now().isBefore(time)) {
            assertThat(APP.submissions(later)).isEmpty();
        }

        APP.delivered(later);

        JsonNode result = APP.result(later, "delivered");
        assertThat(Instant.parse(result.path("submitted_at").asText())).isAfterOrEqualTo(time);
        assertThat(APP.payments(later)).isEqualTo(1);
    }

    @Test
    void aSheetInFlightAtAKillIsTakenUpOnceAndWhole() throws Exception {
        Instant later = Instant.now().plus(Duration.ofDays(30));
        String rows = IntStream.range(0, 3_000).mapToObj(i -> "killed-" + i + ",The tale of " + i + "," + later + "\n")
                .collect(Collectors.joining());
        APP.drop("killed.csv", ("request_id,idea,not_before\n" + rows).getBytes(StandardCharsets.UTF_8));
        for (int wait : new int[] {400, 1_500}) {
            AppFixture.letPass(Duration.ofMillis(wait));
            APP.product().kill();
            APP.product().restart().awaitReady(AppFixture.PATIENCE);
            assertThat(batches("killed.csv").stream().mapToInt(batch -> batch.path("rows").asInt()).sum())
                    .as("all of it or nothing").isIn(0, 3_000);
        }

        APP.accepted("killed.csv");

        List<JsonNode> batches = batches("killed.csv");
        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).path("states").path("accepted").asInt()).isEqualTo(3_000);
        assertThat(batches.get(0).path("duplicates").asInt()).isZero();
    }

    private static List<CSVRecord> results(String file) throws Exception {
        Path sheet = APP.outbox().resolve(file + ".results.csv");
        await("results of " + file).atMost(AppFixture.PATIENCE).until(() -> Files.exists(sheet));
        try (CSVParser parser = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get()
                .parse(Files.newBufferedReader(sheet))) {
            return parser.getRecords();
        }
    }

    private static JsonNode batch(String file) throws Exception {
        return batches(file).get(0);
    }

    private static List<JsonNode> batches(String file) throws Exception {
        JsonNode page = new ObjectMapper().readTree(APP.product()
                .get(APP.product().url().resolve("/api/batches?limit=100")).body());
        return page.path("batches").valueStream().filter(batch -> batch.path("file").asText().equals(file)).toList();
    }
}
