package io.storyreel.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.LoopbackHost;
import io.storyreel.fault.ErrorCode;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.service.CallPermits;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.FormDialect;
import io.storyreel.service.dialect.ImageParts;
import io.storyreel.service.dialect.OutgoingCall;
import io.storyreel.service.dialect.StoryCall;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the service answers to a paid call, and whatever breaks here: the story shows it, and its permit is free.
 */
@Timeout(30)
class SubmitFaultsRouteTest {

    private static final int MAX_RETRIES = 2;

    private static final Processor NOTHING = event -> {
    };

    private volatile String answer = "{\"data\":{\"id\":\"s-1\",\"status\":\"new\"}}";

    private volatile String status = "200 OK";

    private volatile String header = "X: y";

    private LoopbackHost service;

    @BeforeEach
    void start() throws IOException {
        service = new LoopbackHost((request, out) -> say(out));
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "{}", "[]", "1.5", "\"\"", "\"  \""})
    void aYesWithoutAnIdIsUncertain(String id) throws Exception {
        answer = "{\"data\":{\"id\":" + id + ",\"status\":\"new\"}}";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = route.submit("r", TestLedger.REQUEST);

            assertThatItIsUncertain(route, story, "answered 200 without a story in it");
        }
    }

    @Test
    void anIdThatTheLedgerCannotKeepIsNoIdAndHoldsNobodyUp() throws Exception {
        answer = "{\"data\":{\"id\":\"" + "x".repeat(300) + "\",\"status\":\"new\"}}";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            for (int i = 0; i < 9; i++) {
                assertThatItIsUncertain(route, route.submit("r" + i, TestLedger.REQUEST), "without a story in it");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e30", "-5", "NaN", "\"1e30\"", "123456789012345678901234567890"})
    void anAmountThatTheLedgerCannotKeepIsLeftOutAndTheStepIsTakenAsAnswered(String credits) throws Exception {
        answer = "{\"data\":{\"id\":\"s-1\",\"used_credits\":" + credits + ",\"storyboard\":{\"scenes\":[{}]}}}";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = route.submit("r", TestLedger.ADVANCED);

            assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            assertThat(story.storyId()).isEqualTo("s-1");
            assertThat(story.usedCredits()).isNull();
        }
    }

    @Test
    void anAnswerThatCannotBeRecordedForAnotherReasonThanALedgerThatIsAwayIsUncertainAndTellsTheStorysId()
            throws Exception {
        answer = "{\"data\":{\"id\":\"a-story\",\"status\":\"new\"}}";
        try (SubmitRoute route = new SubmitRoute(settings("storyreel.api.on-uncertain-submit", "retry"))) {
            narrow(route);
            Story story = route.submit("r", TestLedger.REQUEST);

            assertThatItIsUncertain(route, story, "answered 200 with the story a-story");
            assertThat(service.requests).hasSize(1);
        }
    }

    @Test
    void whatBreaksOnceTheAnswerIsRecordedChangesNothing() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings(), new FormDialect(), event -> {
            throw new NullPointerException("in the join");
        })) {
            Story story = route.submit("r", TestLedger.REQUEST);

            assertThat(story.state()).isEqualTo(StoryState.GENERATING);
            assertThat(story.storyId()).isEqualTo("s-1");
            assertThat(route.get(CallPermits.class).free()).isEqualTo(8);
        }
    }

    @Test
    void whatBreaksBeforeAnythingIsSentIsShownTriedAgainAfterABackoffAndNotForEver() throws Exception {
        try (SubmitRoute route = new SubmitRoute(settings(), new BrokenDialect(), NOTHING)) {
            Story story = route.submit("r", TestLedger.REQUEST);
            for (int tries = 1; tries <= MAX_RETRIES; tries++) {
                assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
                assertThat(story.attempts()).isEqualTo(tries);
                assertThat(story.error().message()).contains("nothing was sent", "NullPointerException: no fields");
                assertThat(route.get(DueStories.class).due(StoryState.ACCEPTED, 9)).isEmpty();
                route.ledger.later(Duration.ofSeconds(60));
                story = route.submit(story);
            }

            assertThat(story.state()).isEqualTo(StoryState.FAILED);
            assertThat(story.error().code()).isEqualTo(ErrorCode.API_UNAVAILABLE);
            assertThat(service.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"302 Found,UNCERTAIN", "303 See Other,UNCERTAIN", "307 Temporary Redirect,FAILED",
        "408 Request Timeout,UNCERTAIN", "499 Client Closed Request,UNCERTAIN", "425 Too Early,ACCEPTED",
        "429 Too Many Requests,ACCEPTED", "409 Conflict,FAILED"})
    void aRefusalIsRepeatedOnlyWhereNothingCanHaveBeenPaid(String said, StoryState state) throws Exception {
        status = said;
        answer = "";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = route.submit("r", TestLedger.REQUEST);

            assertThat(story.state()).isEqualTo(state);
            assertThat(story.error().httpStatus()).isEqualTo(Integer.parseInt(said.substring(0, 3)));
            assertThat(route.get(CallPermits.class).free()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved Permanently", "308 Permanent Redirect"})
    void aServiceThatHasMovedIsNamedWithTheSettingToChange(String said) throws Exception {
        status = said;
        answer = "";
        header = "Location: https://api.example.com/story/idea-2-video";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = route.submit("r", TestLedger.REQUEST);

            assertThat(story.state()).isEqualTo(StoryState.FAILED);
            assertThat(story.error().message()).contains("https://api.example.com/story/idea-2-video",
                    "storyreel.api.base-url");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"302 Found", "303 See Other"})
    void aRedirectThatMayShowWhatWasPaidForIsUncertainAndNamesTheSetting(String said) throws Exception {
        status = said;
        answer = "";
        header = "Location: https://api.example.com/" + "x".repeat(400);
        try (SubmitRoute route = new SubmitRoute(settings())) {
            assertThatItIsUncertain(route, route.submit("r", TestLedger.REQUEST), "storyreel.api.base-url");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0.25,0.5", "'Sun, 01 Mar 2020 00:00:00 GMT',0.25,0.5", "999999999,3600,3600"})
    void aRetryAfterNeverShortensTheBackoffAndIsKeptForAnHourAtMost(String asked, double least, double most)
            throws Exception {
        status = "429 Too Many Requests";
        header = "Retry-After: " + asked;
        try (SubmitRoute route = new SubmitRoute(settings("storyreel.api.retry-delay", "500ms"))) {
            route.submit("r", TestLedger.REQUEST);

            route.ledger.later(Duration.ofMillis((long) (least * 1000) - 1));
            assertThat(route.get(DueStories.class).due(StoryState.ACCEPTED, 9)).isEmpty();
            route.ledger.later(Duration.ofMillis((long) ((most - least) * 1000) + 1));
            assertThat(route.get(DueStories.class).due(StoryState.ACCEPTED, 9)).hasSize(1);
        }
    }

    @Test
    void aStoryWhoseStepWasLostIsPaidForAgainOnlyWhereItIsNotThereAsOftenInARowAsACallIsTried() throws Exception {
        status = "404 Not Found";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = stepRecovery(route);
            for (int tries = 1; tries <= MAX_RETRIES; tries++) {
                story = route.submit(story);
                assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
                assertThat(story.error().code()).isEqualTo(ErrorCode.STORY_NOT_FOUND);
                assertThat(story.attempts()).as("what the paid call may be tried").isZero();
                assertThat(route.get(DueStories.class).due(StoryState.ACCEPTED, 9)).as("backoff").isEmpty();
                route.ledger.later(Duration.ofSeconds(60));
            }
            assertThat(service.requests).hasSize(MAX_RETRIES).allMatch(request -> request.method().equals("GET"));

            route.submit(story);

            assertThat(service.requests).hasSize(MAX_RETRIES + 2);
            assertThat(service.requests.get(MAX_RETRIES + 1).method()).isEqualTo("POST");
        }
    }

    @Test
    void aStepThatWasDoneThoughItsStoryWasNotThereAtFirstIsNotPaidForAgain() throws Exception {
        status = "404 Not Found";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = route.submit(stepRecovery(route));
            status = "200 OK";
            answer = "{\"data\":{\"id\":\"s-r\",\"status\":\"new\","
                    + "\"storyboard\":{\"scenes\":[{\"image_url\":\"u\"}]}}}";
            story = route.submit(story);

            assertThat(story.stepProgress().step()).isEqualTo(Step.VIDEOS);
            assertThat(service.requests).allMatch(request -> request.method().equals("GET"));
        }
    }

    @Test
    void aYesThatShowsNoStoryIsNotAskedForALostStepForEver() throws Exception {
        answer = "<html>welcome</html>";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = stepRecovery(route);
            for (int tries = 0; tries <= MAX_RETRIES; tries++) {
                assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
                story = route.submit(story);
            }

            assertThat(story.state()).isEqualTo(StoryState.FAILED);
            assertThat(service.requests).allMatch(request -> request.method().equals("GET"));
        }
    }

    @Test
    void aServiceThatIsAwayIsAskedForALostStepAsLongAsThatLasts() throws Exception {
        status = "503 Service Unavailable";
        try (SubmitRoute route = new SubmitRoute(settings())) {
            Story story = stepRecovery(route);
            for (int tries = 0; tries <= 3 * MAX_RETRIES; tries++) {
                story = route.submit(story);
                assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
            }
        }
    }

    /** A story of the advanced mode whose scenes were asked for, the answer lost, and retried by a person. */
    private static Story stepRecovery(SubmitRoute route) {
        route.ledger.uncertain("r", Step.SCENES);
        assertThat(route.get(Retries.class).retry("r")).isTrue();
        return route.ledger.story("r");
    }

    private static void assertThatItIsUncertain(SubmitRoute route, Story story, String words) {
        assertThat(story.state()).isEqualTo(StoryState.UNCERTAIN);
        assertThat(story.error().code()).isEqualTo(ErrorCode.SUBMISSION_UNCERTAIN);
        assertThat(story.error().message()).contains(words);
        assertThat(route.get(CallPermits.class).free()).isEqualTo(8);
    }

    /** From now on the ledger can't keep an id of this service's, as if it were over whatever limit. */
    private static void narrow(SubmitRoute route) throws Exception {
        try (Connection ledger = route.get(DataSource.class).getConnection();
                Statement statement = ledger.createStatement()) {
            statement.execute("ALTER TABLE story ALTER COLUMN story_id VARCHAR(3)");
        }
    }

    private void say(OutputStream out) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        LoopbackHost.head(out, status, "Content-Type: application/json", "Content-Length: " + body.length, header);
        out.write(body);
    }

    private StoryreelSettings settings(String... more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("storyreel.api.base-url", service.url(""));
        settings.put("storyreel.api.max-retries", String.valueOf(MAX_RETRIES));
        return TestSettings.with(settings, more);
    }

    /** One with a mistake in it. */
    private static final class BrokenDialect implements Dialect {

        @Override
        public String name() {
            return "form";
        }

        @Override
        public Set<String> fieldsOf(StoryCall call) {
            return Set.of("idea");
        }

        @Override
        public OutgoingCall outgoing(StoryCall call, String storyId, ObjectNode fields, ImageParts images,
                String webhookUrl) {
            throw new NullPointerException("no fields");
        }

        @Override
        public Optional<ObjectNode> storyIn(JsonNode answered) {
            return Optional.empty();
        }
    }
}
