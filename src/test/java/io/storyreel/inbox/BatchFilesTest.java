package io.storyreel.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.ledger.batch.BatchQueries;
import io.storyreel.ledger.batch.BatchQueries.Progress;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of many requests, taken by the packaged routes around a real ledger. */
@Timeout(180)
class BatchFilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path inbox;

    private InboxRoute route;

    @BeforeEach
    void start() throws Exception {
        inbox = Files.createDirectories(folder.resolve("inbox"));
        Files.createDirectory(folder.resolve("templates"));
        Files.writeString(folder.resolve("templates/promo.json"),
                "{\"idea\":\"A film about {{product}}\",\"scene_count\":2}");
        route = new InboxRoute(folder, "storyreel.templates.dir", folder.resolve("templates").toString(),
                "storyreel.inbox.settle-time", "50ms");
    }

    @AfterEach
    void stop() throws Exception {
        route.close();
    }

    @Test
    void aSheetIsTakenUpInItsOrder() throws Exception {
        accepted("products.csv", "request_id,idea,scene_count\r\na,Tea,3\r\n\"b\",\"two\nlines\",4\r\nc,Oil,\r\n");

        assertThat(story("b").request().toString())
                .isEqualTo("{\"request_id\":\"b\",\"idea\":\"two\\nlines\",\"scene_count\":4}");
        assertThat(route.hasTaken("a") && route.hasTaken("c")).isTrue();
        Progress batch = batch();
        assertThat(batch.batch().fileName()).isEqualTo("products.csv");
        assertThat(batch.batch().rows()).isEqualTo(3);
        assertThat(batch.states()).containsEntry(StoryState.ACCEPTED, 3).hasSize(1);
        assertThat(batch.open()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"a.jsonl", "a.ndjson"})
    void jsonLinesAreTakenUp(String name) throws Exception {
        accepted(name, "\ufeff{\"request_id\":\"a\",\"idea\":\"Tea\"}\r\n\n  \n"
                + "{\"request_id\":\"b\",\"template\":\"promo\",\"values\":{\"product\":\"Oil\"}}");

        assertThat(route.hasTaken("a")).isTrue();
        assertThat(story("b").requested("idea")).isEqualTo("A film about Oil");
    }

    @Test
    void rowsAreMadeOfTemplates() throws Exception {
        accepted("products.csv", "request_id;template;product\r\na;promo;Grüner Tee\r\nb;promo;Öl\r\n");

        assertThat(story("b").request().toString())
                .isEqualTo("{\"idea\":\"A film about Öl\",\"scene_count\":2,\"request_id\":\"b\"}");
    }

    @Test
    void everyBadCellIsNamedByLineAndColumnAndNothingIsTakenUp() throws Exception {
        String message = rejected("bad.csv",
                "request_id,idea,scene_count,audio_option.narrator,image_urls,is_transition\n"
                + "good,Tea,3,,,\n"
                + ".bad,\"two\nlines\",\"1,5\",Bob,https://e.com/a|http://e.com/b,\n"
                + "more,,0,,,wahr\n").path("message").asText();

        assertThat(message).contains("line 3, column request_id: \".bad\"",
                "line 3, column scene_count: \"1,5\" is text",
                "line 3, column audio_option.narrator: \"Bob\"", "line 3, column image_urls: \"http://e.com/b\"",
                "line 5, column idea: is missing", "line 5, column scene_count: 0 is out of bounds",
                "line 5, column is_transition: \"wahr\" is text: needs to be true or false");
        assertThat(route.hasTaken("good")).isFalse();
        assertThat(route.ledger.get(BatchQueries.class).page(null, null, 9)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a.jsonl | {"idea":"a"}\\n{"idea":"b","loop":9}\\n{"idea":\\n       | line 2, /loop: 9 is out of bounds
        a.jsonl | {"idea":"a"}\\n{"idea":"b","loop":9}\\n{"idea":\\n       | line 3: not JSON: column
        a.jsonl | {"idea":"a","idea":"b"}                                  | line 1, /idea: column 13: this name stands twice
        a.jsonl | [{"idea":"a"}]                                           | line 1: each line holds one request
        a.jsonl | \\n\\n                                                   | has no request in it
        a.jsonl | {"request_id":"x","resume":{}}                           | line 1, resume: there is no story "x"
        a.csv   | idea\\n                                                  | has no request in it
        a.csv   | template,product\\npromo,\\nnone,a\\npromo,b             | line 2, column product: is missing
        a.csv   | template,product\\npromo,\\nnone,a\\npromo,b             | line 3, column template: there is no template
        a.csv   | template,product,x\\npromo,a,b                           | line 2, column x: is not used
        a.csv   | idea,elements\\na,[1]                                    | line 2, column elements: this is a list
        a.csv   | idea,elements\\na,{                                      | line 2, column elements: not JSON
        a.csv   | idea,bad\\na,b\\n,c                                      | line 1, column bad: a request has no such field
        a.csv   | idea,image_files\\na,b.png                               | line 2, column image_files: "b.png"
        """)
    void whatIsWrongIsTold(String name, String content, String words) throws Exception {
        assertThat(rejected(name, content.replace("\\n", "\n")).path("message").asText()).contains(words);
    }

    @Test
    void ofVeryManyBadCellsAHundredAreNamedAndTheOthersCounted() throws Exception {
        String rows = IntStream.range(0, 5_000).mapToObj(i -> "a,0\n").collect(Collectors.joining());

        String message = rejected("bad.csv", "idea,scene_count\n" + rows).path("message").asText();

        assertThat(message.split("; ")).hasSize(101);
        assertThat(message).contains("line 101, column scene_count").endsWith("; and 4900 more");
    }

    @Test
    void anIdThatIsTakenByOtherContentRefusesTheWholeFile() throws Exception {
        accepted("first.csv", "request_id,idea\na,Tea\n");

        JsonNode error = rejected("second.csv", "request_id,idea\nb,Oil\na,Coffee\n");

        assertThat(error.path("code").asText()).isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(error.path("message").asText()).startsWith("line 3, request_id: \"a\" was given to another");
        assertThat(route.hasTaken("b")).isFalse();
    }

    @Test
    void theSameRequestTwiceIsOneStory() throws Exception {
        accepted("twice.csv", "idea\nTea\nTea\nOil\n");

        Progress batch = batch();
        assertThat(batch.batch().rows()).isEqualTo(3);
        assertThat(batch.duplicates()).isEqualTo(1);
    }

    @Test
    void theVerySameFileOnceMoreIsTheSameBatch() throws Exception {
        Path taken = accepted("again.csv", "idea\nTea\n");

        // As after a kill between the ledger and the move.
        Files.move(taken, inbox.resolve("again.csv"), StandardCopyOption.ATOMIC_MOVE);
        await().atMost(PATIENCE).until(() -> Files.exists(taken));

        assertThat(batch().duplicates()).isZero();
    }

    /** As a copy that keeps the times does: name, time and inode are those of the file that was taken up. */
    @Test
    void anotherFileInTheSameInodeAtTheSameTimeIsAnotherBatch() throws Exception {
        Path taken = accepted("again.csv", "request_id,idea\na,Tea\n");
        FileTime modified = Files.getLastModifiedTime(taken);

        Files.writeString(taken, "request_id,idea\nb,Oil\n");
        Files.setLastModifiedTime(taken, modified);
        Files.move(taken, inbox.resolve("again.csv"), StandardCopyOption.ATOMIC_MOVE);

        await().atMost(PATIENCE).until(() -> Files.exists(taken));
        assertThat(route.hasTaken("b")).isTrue();
    }

    @Test
    void aTemplateDoesNotMakeARowLongerThanOneMayBe() throws Exception {
        Files.writeString(folder.resolve("templates/long.json"), "{\"idea\":\"" + "{{product}}".repeat(1_100) + "\"}");

        assertThat(rejected("long.csv", "template,product\nlong,x\nlong," + "x".repeat(1_000) + "\n").path("message")
                .asText()).contains("line 3, column template: with its templates filled in the request of this row"
                        + " would have more than 200000 JSON nodes, or more characters than the 1000000");
    }

    @Test
    void whatTheCellsOfARowHoldTogetherIsBounded() throws Exception {
        String many = "\"{\"\"a\"\":[" + "0,".repeat(120_000) + "0]}\"";
        String deep = "{\"a\":".repeat(63).replace("\"", "\"\"") + "{}" + "}".repeat(63);

        assertThat(rejected("many.csv", "idea,elements,audio_option\nTea," + many + "," + many + "\n")
                .path("message").asText()).contains("line 2: the request of this row, with its template filled in, has"
                        + " more than 200000 JSON nodes");
        assertThat(rejected("deep.csv", "idea,elements\nTea,\"" + deep + "\"\n").path("message").asText())
                .contains("line 2: the request of this row", "nested deeper than 64 levels");
    }

    @Test
    void aRequestThatCostsTooMuchRefusesItsFile() throws Exception {
        route.close();
        route = new InboxRoute(folder, "storyreel.credits.max-per-request", "100", "storyreel.inbox.settle-time",
                "50ms");

        JsonNode error = rejected("dear.csv", "idea,scene_count\nTea,1\nOil,50\n");

        assertThat(error.path("code").asText()).isEqualTo("BUDGET_EXCEEDED");
        assertThat(error.path("message").asText()).startsWith("line 3: it is estimated at");
    }

    @Test
    void aRequestThatHasAskedForLaterWaitsForItsTime() throws Exception {
        accepted("later.jsonl", "{\"request_id\":\"a\",\"idea\":\"Tea\",\"not_before\":\"" + java.time.Instant.now()
                .plusSeconds(3600) + "\"}");

        assertThat(route.ledger.get(StoryQueries.class).waiting(9)).as("keeps nothing in its queue").isZero();
        assertThat(rejected("never.csv", "idea,not_before\nTea,2026-12-24 08:00\nTea,2999-01-01T00:00:00Z\n")
                .path("message").asText()).contains("line 2, column not_before: \"2026-12-24 08:00\" is not a"
                + " date-time",
                        "line 3, column not_before: \"2999-01-01T00:00:00Z\" is more than a year ahead");
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        accepted("products.csv", "idea\nTea\n");
        rejected("bad.csv", "idea\n\n");

        assertThat(folder.resolve("spool")).isEmptyDirectory();
    }

    private Path accepted(String name, String content) throws Exception {
        drop(name, content);
        Path taken = inbox.resolve(".accepted").resolve(name);
        await(name).atMost(PATIENCE).until(() -> Files.exists(taken));
        return taken;
    }

    private JsonNode rejected(String name, String content) throws Exception {
        drop(name, content);
        Path error = inbox.resolve(".rejected").resolve(name + ".error.json");
        await(name).atMost(PATIENCE).until(() -> Files.exists(error));
        return new ObjectMapper().readTree(error.toFile()).path("error");
    }

    private void drop(String name, String content) throws Exception {
        Path aside = Files.write(inbox.resolve(name + ".part"), content.getBytes(StandardCharsets.UTF_8));
        Files.move(aside, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private Progress batch() {
        return route.ledger.get(BatchQueries.class).page(null, null, 9).get(0);
    }

    private io.storyreel.story.Story story(String requestId) {
        return route.ledger.get(StoryQueries.class).story(requestId).orElseThrow();
    }
}
