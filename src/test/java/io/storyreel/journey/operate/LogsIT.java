package io.storyreel.journey.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journal.LogEvent;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log as JSON: each line tells which story it is about, and Storyreel's own what has happened. */
class LogsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> EVENTS = Stream.of(LogEvent.values()).map(LogEvent::wireName)
            .collect(Collectors.toSet());

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().calledBack(Duration.ofSeconds(2))
            .with("quarkus.log.console.json.enabled", "true").with("storyreel.api.response-timeout", "60s")
            // A library that says something while a story is worked on.
            .with("quarkus.log.category.\"org.apache.hc.client5.http\".level", "DEBUG").app();

    @Test
    void eachLineNamesItsStoryAndWhatHasHappened() throws Exception {
        Request made = Request.of("made");
        Request later = Request.of("later", "[sim:429x1]");
        Request failing = Request.of("failing", "[sim:fail]");
        Request refused = Request.of("refused", "[sim:422]");
        for (Request request : List.of(made, later, failing, refused)) {
            APP.drop(request);
        }
        APP.delivered(made);
        APP.delivered(later);
        APP.failed(failing, "GENERATION_FAILED");
        APP.failed(refused, "API_VALIDATION");
        APP.drop("made-again.json", made.bytes());
        APP.drop("bad.json", "{\"request_id\":\"bad\",\"idea\":7}".getBytes(StandardCharsets.UTF_8));
        APP.accepted("made-again.json");
        APP.rejected("bad.json");
        await().atMost(AppFixture.PATIENCE).until(() -> eventsOf("made").contains("story.duplicate")
                && eventsOf("bad").contains("request.rejected") && eventsOf("made").contains("story.reported")
                && eventsOf("later").contains("story.reported"));

        List<JsonNode> ours = lines().filter(LogsIT::isOurs).toList();
        assertThat(ours).isNotEmpty().allSatisfy(line -> {
            assertThat(field(line, "event")).as(line.toString()).isIn(EVENTS);
            String words = line.path("message").asText();
            for (String id : List.of("made", "later", "failing", "refused", "bad")) {
                assertThat(words.startsWith(id + ": ")).as(line.toString())
                        .isEqualTo(id.equals(field(line, "request_id")));
            }
        });
        assertThat(eventsOf("made")).startsWith("story.accepted", "story.submitted").contains("callback.received",
                "story.made").containsSubsequence("story.made", "story.delivered", "story.reported");
        assertThat(eventsOf("later")).startsWith("story.accepted", "submit.again", "story.submitted");
        assertThat(eventsOf("failing")).contains("story.failed");
        assertThat(eventsOf("refused")).startsWith("story.accepted", "story.failed");
        assertThat(eventsOf("bad")).containsExactly("request.rejected");
        for (Request request : List.of(made, later, failing)) {
            List<JsonNode> told = ours.stream().filter(line -> request.id().equals(field(line, "request_id"))).toList();
            assertThat(told.stream().dropWhile(line -> !"story.submitted".equals(field(line, "event"))))
                    .isNotEmpty().extracting(line -> field(line, "story_id"))
                    .containsOnly(APP.storyOf(request).id());
        }
    }

    @Test
    void whatALibrarySaysMeanwhileNamesTheStoryAndWhatItSaysElseNone() throws Exception {
        Request request = Request.of("overheard");
        APP.drop(request);
        APP.delivered(request);

        assertThat(lines().filter(line -> !isOurs(line)).filter(line -> field(line, "request_id") != null))
                .isNotEmpty().allSatisfy(line -> {
                    assertThat(line.path("threadName").asText()).as(line.toString()).contains("seda://");
                    assertThat(line.path("mdc").has("event")).isFalse();
                });
        assertThat(lines().filter(line -> line.path("message").asText().contains("started in")))
                .isNotEmpty().allSatisfy(line -> assertThat(line.path("mdc")).isEmpty());
    }

    private static List<String> eventsOf(String requestId) {
        return lines().filter(line -> isOurs(line) && requestId.equals(field(line, "request_id")))
                .map(line -> field(line, "event")).toList();
    }

    private static String field(JsonNode line, String name) {
        return line.path("mdc").path(name).asText(null);
    }

    private static boolean isOurs(JsonNode line) {
        return line.path("loggerName").asText().matches("(io\\.)?storyreel(\\..*)?");
    }

    /** The last line may be half written. */
    private static Stream<JsonNode> lines() {
        String log = APP.product().log();
        return log.substring(0, log.lastIndexOf('\n') + 1).lines().filter(line -> line.startsWith("{"))
                .map(LogsIT::json);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }
}
