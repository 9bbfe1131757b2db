package io.storyreel.journey.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code GET /api/events}: who listens is told each change of a story. */
class EventsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TOKEN = "the-token-of-this-app";

    /** As many as may listen at once. */
    private static final int MOST = 200;

    @RegisterExtension
    static final AppFixture APP = AppPlan.guarded(TOKEN).shared();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void eachChangeOfAStoryIsAnEventWithTheStoryAsItStandsInTheList() throws Exception {
        Request request = Request.of("told");
        try (Listener listener = new Listener(null)) {
            APP.drop(request);
            APP.delivered(request);

            await("the end of the story").atMost(AppFixture.PATIENCE)
                    .until(() -> listener.statesOf(request).contains("delivered"));
            assertThat(listener.answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(listener.statesOf(request)).containsSubsequence("generating", "delivered");
            JsonNode last = listener.last(request);
            JsonNode listed = JSON.readTree(get("/api/stories").body()).path("stories").get(0);
            assertThat(last).isEqualTo(listed);
        }
    }

    @Test
    void whoComesBackIsToldWhatHeHasMissed() throws Exception {
        Request before = Request.of("before");
        Request meanwhile = Request.of("meanwhile");
        String lastId;
        try (Listener listener = new Listener(null)) {
            APP.drop(before);
            await("the first story").atMost(AppFixture.PATIENCE)
                    .until(() -> listener.statesOf(before).contains("delivered"));
            lastId = listener.lastId;
        }
        APP.drop(meanwhile);
        APP.delivered(meanwhile);

        try (Listener again = new Listener(lastId)) {
            await("what was missed").atMost(AppFixture.PATIENCE)
                    .until(() -> again.statesOf(meanwhile).contains("delivered"));
        }
    }

    @Test
    void whereNothingHappensACommentTellsThatTheConnectionLives() throws Exception {
        try (Listener listener = new Listener(null)) {
            await("the beginning").atMost(AppFixture.PATIENCE).until(() -> listener.comments() > 0);
            await("a comment").atMost(Duration.ofSeconds(15)).until(() -> listener.comments() > 1);
        }
    }

    @Test
    void nobodyListensWithoutTheToken() throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(APP.product().url().resolve("/api/events"))
                .build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void nobodyKeepsTheHouseBusyByListeningInCrowds() throws Exception {
        List<Listener> crowd = new ArrayList<>();
        try {
            Listener one = new Listener(null);
            crowd.add(one);
            while (one.answer.statusCode() == 200 && crowd.size() <= MOST) {
                one = new Listener(null);
                crowd.add(one);
            }

            assertThat(one.answer.statusCode()).isEqualTo(503);
            assertThat(one.answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(get("/api/stories").statusCode()).isEqualTo(200);
        } finally {
            for (Listener listener : crowd) {
                listener.close();
            }
        }
        await("room again").atMost(AppFixture.PATIENCE).until(() -> {
            try (Listener listener = new Listener(null)) {
                return listener.answer.statusCode() == 200;
            }
        });
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(APP.product().url().resolve(path))
                .header("Authorization", "Bearer " + TOKEN).build(), BodyHandlers.ofString());
    }

    /** Reads what is sent until it is closed. */
    private final class Listener implements AutoCloseable {

        private final List<JsonNode> told = new CopyOnWriteArrayList<>();

        private final List<String> lines = new CopyOnWriteArrayList<>();

        private final HttpResponse<InputStream> answer;

        private volatile String lastId;

        Listener(String lastEventId) throws Exception {
            HttpRequest.Builder call = HttpRequest.newBuilder(APP.product().url().resolve("/api/events"))
                    .header("Authorization", "Bearer " + TOKEN);
            if (lastEventId != null) {
                call.header("Last-Event-ID", lastEventId);
            }
            answer = client.send(call.build(), BodyHandlers.ofInputStream());
            Thread reader = new Thread(this::read, "listener");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (var text = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    lines.add(line);
                    if (line.startsWith("id: ")) {
                        lastId = line.substring("id: ".length());
                    }
                    if (line.startsWith("data: ")) {
                        told.add(JSON.readTree(line.substring("data: ".length())));
                    }
                }
            } catch (IOException closed) {
                // That is how it ends.
            }
        }

        List<String> statesOf(Request request) {
            return told.stream().filter(story -> story.path("request_id").asText().equals(request.id()))
                    .map(story -> story.path("state").asText()).toList();
        }

        JsonNode last(Request request) {
            return told.stream().filter(story -> story.path("request_id").asText().equals(request.id()))
                    .reduce((one, next) -> next).orElseThrow();
        }

        long comments() {
            return lines.stream().filter(line -> line.startsWith(":")).count();
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }
}
