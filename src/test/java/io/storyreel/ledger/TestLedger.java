package io.storyreel.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.TestBeans;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.claim.SingleClaim;
import io.storyreel.ledger.database.Durability;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;

/**
 * A ledger of its own, made by the app's migration, at a time that only the test moves: an H2 in memory, or what
 * {@link OnEachDatabase} says. It walks stories to where a test begins by the same UPDATEs as the app.
 */
public final class TestLedger implements AutoCloseable {

    /** When it begins. */
    public static final Instant START = Instant.parse("2026-03-01T23:59:59Z");

    /** What a story is asked for where a test does not say. */
    public static final String REQUEST = "{\"idea\":\"A cat learns to fly\"}";

    /** The same in the advanced mode. */
    public static final String ADVANCED = "{\"mode\":\"advanced\",\"idea\":\"A cat learns to fly\"}";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private final UnreliableDatabase database;

    private final MovableClock clock;

    private final TestBeans parts;

    private TestLedger(UnreliableDatabase database, MovableClock clock, StoryreelSettings settings) {
        this.database = database;
        this.clock = clock;
        this.parts = new TestBeans(settings, clock, database, JSON);
    }

    /** An empty ledger, with the default settings but for those given. */
    public static TestLedger fresh(String... settings) {
        return fresh(TestSettings.with(itsKind(), settings));
    }

    /** An empty ledger. */
    public static TestLedger fresh(StoryreelSettings settings) {
        return new TestLedger(UnreliableDatabase.empty(TestDatabase.chosen()), new MovableClock(START), settings);
    }

    /** An empty ledger that replicas may share: a PostgreSQL. */
    public static TestLedger shared() {
        return new TestLedger(UnreliableDatabase.empty(TestDatabase.POSTGRESQL), new MovableClock(START),
                TestSettings.with("storyreel.db.kind", "postgresql"));
    }

    /** An empty H2 ledger at that address, with what the packaged settings add to it. */
    static TestLedger at(String url) {
        TestDatabase.migrate(url + TestDatabase.packagedOptions(), StoryreelSettings.DbKind.H2);
        return asItIs(url);
    }

    /** The ledger of that kind at that address, with what the packaged settings say of its connections. */
    static TestLedger of(TestDatabase kind, String url) {
        return new TestLedger(UnreliableDatabase.at(kind, url), new MovableClock(START),
                TestSettings.with(Map.of("storyreel.db.kind", kind.kind.name().toLowerCase(Locale.ROOT))));
    }

    /** The H2 ledger that is at that address. */
    static TestLedger asItIs(String url) {
        return new TestLedger(UnreliableDatabase.at(TestDatabase.H2, url + TestDatabase.packagedOptions()),
                new MovableClock(START), TestSettings.with());
    }

    private static Map<String, String> itsKind() {
        return Map.of("storyreel.db.kind", TestDatabase.chosen().kind.name().toLowerCase(Locale.ROOT));
    }

    /** The same database as another process sees it: a replica, or this one after a restart. */
    public TestLedger anotherProcess(String... settings) {
        return new TestLedger(database, clock, TestSettings.with(itsKind(), settings));
    }

    /** The app's beans around this ledger, to be completed by what else a test needs. */
    public TestBeans parts() {
        return parts;
    }

    /** The bean of that type. */
    public <T> T get(Class<T> type) {
        return parts.get(type);
    }

    /** The database is out of reach for all its processes. */
    public void goAway() {
        database.isAway(true);
    }

    /** It is there again, as it was. */
    public void comeBack() {
        database.isAway(false);
    }

    /** Lets time pass. */
    public void later(Duration by) {
        clock.advance(by);
    }

    /** What time it is. */
    public Instant now() {
        return clock.instant();
    }

    /** The story as the ledger has it now. */
    public Story story(String requestId) {
        return get(StoryQueries.class).story(requestId).orElseThrow();
    }

    /** Takes a story up. */
    public Story accepted(String requestId, String request) {
        StoryRequest item = new StoryRequest(requestId, "c".repeat(64), json(request),
                get(StoryreelSettings.class).api().dialect());
        return get(Admission.class).take(List.of(item), new Origin("inbox", Map.of())).get(0).story();
    }

    /** A story that this process is sending. */
    public Story submitting(String requestId) {
        return submitting(requestId, REQUEST);
    }

    /** A story of that request that this process is sending. */
    public Story submitting(String requestId, String request) {
        Story story = claimed(accepted(requestId, request));
        happened(get(SubmissionLedger.class).startSubmitting(story, false, tokenOf(requestId)));
        return story;
    }

    /** The webhook token of the stories that {@link #submitting} walks. */
    public static String tokenOf(String requestId) {
        return "t".repeat(64 - requestId.length()) + requestId;
    }

    /** A story of the advanced mode that this process is sending for a step; the steps before have their answers. */
    public Story submitting(String requestId, Step step) {
        Story story = submitting(requestId, ADVANCED);
        for (Step next : Step.values()) {
            if (next != Step.STORYBOARD && next.compareTo(step) <= 0) {
                happened(get(StepLedger.class).nextStep(story, next, "s-" + requestId,
                        service("s-" + requestId), null));
                story = claimed(story(requestId));
                happened(get(SubmissionLedger.class).startSubmitting(story, false, tokenOf(requestId)));
            }
        }
        return story;
    }

    /** A story of the advanced mode whose answer was lost at a step, free to be claimed. */
    public Story uncertain(String requestId, Step step) {
        happened(get(SubmissionLedger.class).uncertain(submitting(requestId, step), Overdue.SENDER_DIED));
        return story(requestId);
    }

    /** A story whose answer was lost, free to be claimed. */
    public Story uncertain(String requestId) {
        happened(get(SubmissionLedger.class).uncertain(submitting(requestId), Overdue.SENDER_DIED));
        return story(requestId);
    }

    /** A story that the service has taken, free to be claimed. */
    public Story generating(String requestId, String storyId) {
        return generating(requestId, storyId, REQUEST);
    }

    private Story generating(String requestId, String storyId, String request) {
        happened(get(SubmissionLedger.class).submitted(submitting(requestId, request), storyId, service(storyId),
                deadline(),
                now()));
        return story(requestId);
    }

    /** A story whose video is made, free to be claimed. */
    public Story delivering(String requestId, String storyId, String request, String videoUrl) {
        generating(requestId, storyId, request);
        ObjectNode service = service(storyId).put("status", "success").put("video_url", videoUrl);
        happened(get(TrackingLedger.class).delivering(requestId, storyId, videoUrl, service, null));
        return story(requestId);
    }

    /** Claims one story and no other, whether it is due or not. */
    public Story claimed(Story story) {
        return SingleClaim.of(get(DueStories.class), story.requestId()).orElseThrow(
                () -> new AssertionError(story.requestId() + " is claimed by somebody else"));
    }

    /** The service's object for a story that it is making. */
    public static ObjectNode service(String storyId) {
        return JSON.createObjectNode().put("id", storyId).put("status", "processing");
    }

    /** A JSON object as a test writes it. */
    public static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** When the stories walked to {@code generating} now will fail. */
    public Instant deadline() {
        return now().plus(get(StoryreelSettings.class).track().deadline());
    }

    private static void happened(boolean changed) {
        if (!changed) {
            throw new AssertionError("the ledger did not move the story on");
        }
    }

    /** The next commit is carried out, and who asked for it does not hear of it. */
    public void loseTheNextAnswer() {
        database.loseTheNextAnswer();
    }

    /** Runs each time that somebody asks for a connection. */
    void atEachConnection(Runnable what) {
        database.atEachConnection(what);
    }

    @Override
    public void close() {
        get(Durability.class).close();
        database.close();
    }
}
