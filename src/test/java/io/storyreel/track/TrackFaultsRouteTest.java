package io.storyreel.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

import io.storyreel.LoopbackHost;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.ledger.Callbacks;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a question that is not answered, or an answer that is not understood, does to a story that is being made. */
@Timeout(30)
class TrackFaultsRouteTest {

    private static final int MAX_RETRIES = 3;

    private volatile String answer;

    private volatile String status;

    private LoopbackHost service;

    private TrackRoute route;

    @BeforeEach
    void start() throws Exception {
        service = new LoopbackHost((request, out) -> say(out));
        route = new TrackRoute(TestSettings.with("storyreel.api.base-url", service.url(""), "storyreel.api.max-retries",
                String.valueOf(MAX_RETRIES)));
    }

    @AfterEach
    void stop() throws IOException {
        route.close();
        service.close();
    }

    @Test
    void aStoryThatIsNotFoundAsOftenInARowAsACallIsTriedHasFailed() {
        route.ledger.generating("a", "s-1");
        nowSays("404 Not Found", "{\"message\":\"NOT_FOUND\"}");

        for (int tries = 1; tries <= MAX_RETRIES; tries++) {
            Story story = route.observe("a");
            assertThat(story.state()).isEqualTo(StoryState.GENERATING);
            assertThat(story.error().code()).isEqualTo(ErrorCode.STORY_NOT_FOUND);
            assertThat(route.ledger.get(DueStories.class).due(StoryState.GENERATING, 1)).as("backoff").isEmpty();
            route.ledger.later(Duration.ofSeconds(60));
        }
        Story story = route.observe("a");

        assertThat(story.state()).isEqualTo(StoryState.FAILED);
        assertThat(story.error().code()).isEqualTo(ErrorCode.STORY_NOT_FOUND);
        assertThat(story.error().stage()).isEqualTo(Stage.TRACK);
        assertThat(story.error().httpStatus()).isEqualTo(404);
        assertThat(story.reportAt()).isNotNull();
    }

    @Test
    void anythingElseInBetweenBeginsTheCountAnew() {
        route.ledger.generating("a", "s-1");

        for (String between : new String[] {"200 OK", "503 Service Unavailable"}) {
            nowSays("404 Not Found", "");
            for (int tries = 0; tries < MAX_RETRIES; tries++) {
                route.observe("a");
            }
            nowSays(between, "{\"data\":{\"id\":\"s-1\",\"status\":\"processing\"}}");
            assertThat(route.observe("a").state()).isEqualTo(StoryState.GENERATING);
        }
        nowSays("404 Not Found", "");
        assertThat(route.observe("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void aPersonsRetryAsksAsOftenAgain() {
        route.ledger.generating("a", "s-1");
        nowSays("404 Not Found", "");
        for (int tries = 0; tries <= MAX_RETRIES; tries++) {
            route.observe("a");
        }
        assertThat(route.ledger.get(Retries.class).retry("a")).isTrue();

        assertThat(route.observe("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void theServicesOtherWordForSuccessAndItsAmountAsTextEndInTheDelivery() {
        route.ledger.generating("a", "s-1");
        nowSays("200 OK", "\uFEFF{\"data\":{\"id\":\"s-1\",\"status\":\"Completed\",\"used_credits\":\"100\","
                + "\"video_url\":\"https://v\",\"score\":NaN}}");
        route.observe("a");

        await().untilAsserted(() -> assertThat(route.ledger.story("a").state()).isEqualTo(StoryState.DELIVERING));
        assertThat(route.ledger.story("a").usedCredits()).isEqualByComparingTo("100");
    }

    @Test
    void theServicesOtherWordForFailureEndsTheStoryWithItsReasonWhateverJsonItIs() {
        route.ledger.generating("a", "s-1");
        nowSays("200 OK", "{\"data\":{\"id\":\"s-1\",\"status\":\"CANCELLED\",\"message\":{\"reason\":\"no cats\"},"
                + "\"used_credits\":1e30}}");
        route.observe("a");

        await().untilAsserted(() -> assertThat(route.ledger.story("a").state()).isEqualTo(StoryState.FAILED));
        assertThat(route.ledger.story("a").error().code()).isEqualTo(ErrorCode.GENERATION_FAILED);
        assertThat(route.ledger.story("a").error().message()).isEqualTo("{\"reason\":\"no cats\"}");
        assertThat(route.ledger.story("a").usedCredits()).isNull();
    }

    @Test
    void whatCannotBeNotedOfAnAnswerIsShownAndTriedAgainAfterABackoff() throws Exception {
        route.ledger.generating("a", "s-1");
        breakTheLedger("ALTER TABLE story ADD CONSTRAINT broken CHECK (progress IS NULL)");
        nowSays("200 OK", "{\"data\":{\"id\":\"s-1\",\"status\":\"processing\",\"progress_percentage\":5}}");

        Story story = route.observe("a");

        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.attempts()).isEqualTo(1);
        assertThat(story.error().message()).contains("Storyreel itself could not go on");
        assertThat(route.ledger.get(DueStories.class).due(StoryState.GENERATING, 1)).isEmpty();
    }

    @Test
    void whatBreaksAtTheJoinsEndIsShownAndTriedAgainAfterABackoff() throws Exception {
        route.ledger.generating("a", "s-1");
        breakTheLedger("ALTER TABLE story ADD CONSTRAINT broken CHECK (state <> 'delivering')");
        nowSays("200 OK", "{\"data\":{\"id\":\"s-1\",\"status\":\"success\",\"video_url\":\"https://v\"}}");

        route.observe("a");

        await().untilAsserted(() -> assertThat(route.ledger.story("a").error()).isNotNull());
        Story story = route.ledger.story("a");
        assertThat(story.state()).isEqualTo(StoryState.GENERATING);
        assertThat(story.attempts()).isEqualTo(1);
        assertThat(story.error().message()).contains("Storyreel itself could not go on");
        assertThat(route.ledger.get(DueStories.class).due(StoryState.GENERATING, 1)).isEmpty();
    }

    @Test
    void whatBreaksAtAnAdoptionIsShownAndNotTriedForEver() throws Exception {
        route.ledger.uncertain("a");
        route.ledger.get(Callbacks.class).note(TestLedger.tokenOf("a"), "s-1");
        breakTheLedger("ALTER TABLE story ADD CONSTRAINT broken CHECK (state <> 'generating')");
        nowSays("200 OK", "{\"data\":{\"id\":\"s-1\",\"status\":\"new\",\"idea\":\"A cat learns to fly\"}}");

        Story story = null;
        for (int tries = 0; tries <= MAX_RETRIES; tries++) {
            story = route.adopt("a");
            assertThat(story.state()).isEqualTo(StoryState.UNCERTAIN);
            assertThat(story.error().code()).isEqualTo(ErrorCode.SUBMISSION_UNCERTAIN);
            assertThat(story.error().message()).containsOnlyOnce("Lately: story s-1, of which its webhook told");
        }

        route.ledger.later(Duration.ofDays(1));
        assertThat(route.ledger.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).isEmpty();
    }

    @Test
    void aBatchThatIsNotThereAtFirstIsAdoptedOnceItIs() {
        told("a");
        nowSays("404 Not Found", "");
        for (int tries = 1; tries <= MAX_RETRIES; tries++) {
            assertThat(route.adopt("a").state()).isEqualTo(StoryState.UNCERTAIN);
            assertThat(route.ledger.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).as("backoff").isEmpty();
            route.ledger.later(Duration.ofSeconds(60));
        }
        assertThat(route.ledger.story("a").error().message()).containsOnlyOnce("Lately: its webhook told of story s-1, "
                + "which the service does not know");
        nowSays("200 OK", "{\"data\":{\"id\":\"s-1\",\"status\":\"new\",\"idea\":\"A cat learns to fly\"}}");

        assertThat(route.adopt("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "302 Found", "400 Bad Request", "401 Unauthorized", "403 Forbidden",
        "404 Not Found", "422 Unprocessable Content"})
    void aBatchThatIsNotShownAsOftenInARowAsACallIsTriedIsLeftUntilTheWebhookIsCalledAgain(String said) {
        told("a");
        nowSays(said, "{}");
        for (int tries = 1; tries <= MAX_RETRIES; tries++) {
            route.adopt("a");
            route.ledger.later(Duration.ofSeconds(60));
            assertThat(route.ledger.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).hasSize(1);
            route.ledger.later(Claims.LEASE.plusSeconds(1));
        }
        Story story = route.adopt("a");

        assertThat(story.error().message()).contains(said.substring(0, 3), "asked 4 times in a row")
                .doesNotContain("not the one that was sent");
        route.ledger.later(Duration.ofDays(1));
        assertThat(route.ledger.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).isEmpty();

        route.ledger.get(Callbacks.class).note(TestLedger.tokenOf("a"), "s-1");
        assertThat(route.ledger.story("a").notFound()).isZero();
        assertThat(route.ledger.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500 Internal Server Error", "408 Request Timeout", "429 Too Many Requests"})
    void aServiceThatIsAwayIsAskedForABatchAsLongAsThatLasts(String said) {
        told("a");
        nowSays(said, "");
        for (int tries = 0; tries <= 3 * MAX_RETRIES; tries++) {
            route.adopt("a");
        }

        route.ledger.later(Duration.ofSeconds(60));
        assertThat(route.ledger.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).hasSize(1);
    }

    /** An uncertain story whose webhook has been called. */
    private void told(String requestId) {
        route.ledger.uncertain(requestId);
        route.ledger.get(Callbacks.class).note(TestLedger.tokenOf(requestId), "s-1");
    }

    private void nowSays(String line, String body) {
        status = line;
        answer = body;
    }

    private void breakTheLedger(String sql) throws Exception {
        try (Connection ledger = route.ledger.get(DataSource.class).getConnection();
                Statement statement = ledger.createStatement()) {
            statement.execute(sql);
        }
    }

    private void say(OutputStream out) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        LoopbackHost.head(out, status, "Content-Type: application/json", "Content-Length: " + body.length);
        out.write(body);
    }
}
