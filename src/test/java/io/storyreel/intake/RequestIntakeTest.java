package io.storyreel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import io.storyreel.LoopbackHost;
import io.storyreel.deliver.StoreClient;
import io.storyreel.images.ImageLocation;
import io.storyreel.ledger.StepLedger;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.admission.StoryImages;
import io.storyreel.request.BudgetExceeded;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestConflict;
import io.storyreel.request.StrictJson;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Where the intake reads the images of a request, which depends on the channel it came by. */
@Timeout(30)
class RequestIntakeTest {

    private static final String ETAG = "\"v1\"";

    @TempDir
    private Path inbox;

    private LoopbackHost store;

    private S3Client s3;

    private TestLedger ledger;

    @BeforeEach
    void start() throws Exception {
        startWith("storyreel.images.max-size", "50M");
    }

    private void startWith(String property, String value) throws Exception {
        if (ledger != null) {
            stop();
        }
        store = new LoopbackHost(LoopbackHost.serving(new byte[] {1, 2, 3}, ETAG));
        Map<String, String> settings = new HashMap<>(TestSettings.leadingTo(store.url("")));
        settings.put("storyreel.inbox.dir", inbox.toString());
        settings.put("storyreel.s3.allowed-buckets", "images");
        settings.put(property, value);
        StoryreelSettings all = TestSettings.with(settings);
        s3 = StoreClient.with(all);
        ledger = TestLedger.fresh(all);
        ledger.parts().give(s3);
    }

    @AfterEach
    void stop() throws Exception {
        ledger.close();
        s3.close();
        store.close();
    }

    @Test
    void aRequestFromTheInboxHasItsImagesBesideIt() throws Exception {
        Files.write(inbox.resolve("a.png"), new byte[] {1, 2, 3});

        Story story = take("a.png", ImageLocation.INBOX);

        assertThat(story.requestId()).startsWith("sha256-");
        assertThat(store.requests).isEmpty();
    }

    @Test
    void aRequestFromAQueueHasItsImagesInTheStoreAndItsIdDependsOnTheirBytes() throws Exception {
        Story first = take("s3://images/a.png", ImageLocation.BUCKET);
        assertThat(store.requests).extracting(LoopbackHost.Request::target).containsExactly("/images/a.png");
        assertThat(take("s3://images/a.png", ImageLocation.BUCKET).requestId()).isEqualTo(first.requestId());

        store.nowAnswers(LoopbackHost.serving(new byte[] {3, 2, 1}, ETAG));

        assertThat(take("s3://images/a.png", ImageLocation.BUCKET).requestId()).isNotEqualTo(first.requestId());
    }

    @Test
    void anImageThatIsNotInTheStoreIsNamedByItsFieldAndNothingIsTakenUp() {
        store.nowAnswers((request, out) -> LoopbackHost.head(out, "404 Not Found", "Content-Length: 0"));

        assertThatThrownBy(() -> take("s3://images/a.png", ImageLocation.BUCKET)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/image_files/0").hasMessageContaining("s3://images/a.png");
    }

    @Test
    void anotherRequestUnderTheSameIdIsAConflictBeforeItsImagesAreLookedAt() throws Exception {
        String first = "{\"request_id\":\"r\",\"title\":\"one\",\"image_files\":[\"s3://images/a.png\"]}";
        assertThat(outcome(first)).isEqualTo(Outcome.ACCEPTED);
        assertThat(outcome(first)).isEqualTo(Outcome.DUPLICATE);
        int looks = store.requests.size();

        assertThatThrownBy(() -> outcome(first.replace("one", "two"))).isInstanceOf(RequestConflict.class);
        assertThat(store.requests).hasSize(looks);

        store.nowAnswers(LoopbackHost.serving(new byte[] {3, 2, 1}, ETAG));
        assertThatThrownBy(() -> outcome(first)).isInstanceOf(RequestConflict.class);
    }

    @Test
    void aBatchWithARequestThatCostsMoreThanOneMayIsRefusedAsAWholeAndItsIdStaysFree() throws Exception {
        startWith("storyreel.credits.max-per-request", "100");

        assertThatThrownBy(() -> outcome("[{\"request_id\":\"r\",\"idea\":\"a\",\"scene_count\":2},"
                + "{\"request_id\":\"dear\",\"idea\":\"a\",\"scene_count\":3}]")).isInstanceOf(BudgetExceeded.class)
                .hasMessageContaining("/1: it is estimated at 150 credits")
                .hasMessageContaining("storyreel.credits.max-per-request=100");

        String two = "{\"request_id\":\"dear\",\"idea\":\"a\",\"scene_count\":2}";
        assertThat(outcome(two)).isEqualTo(Outcome.ACCEPTED);
        assertThat(ledger.story("dear").estimatedCredits()).isEqualByComparingTo("100");
        assertThatThrownBy(() -> outcome(two.replace(":2}", ":9}"))).isInstanceOf(RequestConflict.class);
        assertThatThrownBy(() -> ledger.story("r")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aDocumentThatIsOnlyLookedAtIsCheckedAlikeAndLeavesNothing() throws Exception {
        startWith("storyreel.credits.max-per-request", "100");
        String fits = "{\"request_id\":\"r\",\"idea\":\"a\",\"scene_count\":2}";

        assertThat(look("[" + fits + "," + fits + "]")).extracting(IntakeResult::outcome)
                .containsExactly(Outcome.ACCEPTED, Outcome.DUPLICATE);
        assertThatThrownBy(() -> ledger.story("r")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> look(fits.replace(":2}", ":3}"))).isInstanceOf(BudgetExceeded.class);
        assertThatThrownBy(() -> look("[" + fits + "," + fits.replace(":2}", ":1}") + "]"))
                .isInstanceOf(RequestConflict.class);
        assertThatThrownBy(() -> look("{\"request_id\":\"r\",\"resume\":{}}")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("there is no story");
        assertThat(outcome(fits)).isEqualTo(Outcome.ACCEPTED);
        assertThat(look(fits)).extracting(IntakeResult::outcome).containsExactly(Outcome.DUPLICATE);
        assertThatThrownBy(() -> look(fits.replace(":2}", ":1}"))).isInstanceOf(RequestConflict.class);
    }

    @Test
    void aResumeWhoseScenesCostMoreThanARequestMayIsRefusedAndItsStoryStaysInReview() throws Exception {
        startWith("storyreel.credits.max-per-request", "100");
        inReview("r");
        String three = "{\"request_id\":\"r\",\"resume\":{\"storyboard\":{\"scenes\":[{},{},{}]}}}";

        for (String document : List.of(three, three.replace("\"storyboard\":{\"scenes\":[{},{},{}]}",
                "\"scenes\":[{},{},{}]"))) {
            assertThatThrownBy(() -> outcome(document)).isInstanceOf(BudgetExceeded.class)
                    .hasMessageContaining("/resume: with these scenes the story is estimated at 150 credits")
                    .hasMessageContaining("storyreel.credits.max-per-request=100").hasMessageContaining("in review");
            assertThatThrownBy(() -> look(document)).isInstanceOf(BudgetExceeded.class);
            assertThat(ledger.story("r").state()).isEqualTo(StoryState.REVIEW);
        }

        String two = three.replace("{},{},{}", "{},{}");
        assertThat(look(two)).singleElement().satisfies(seen -> assertThat(seen.adds()).isEqualByComparingTo("50"));
        assertThat(outcome(two)).isEqualTo(Outcome.RESUMED);
        assertThat(ledger.story("r").estimatedCredits()).isEqualByComparingTo("100");
    }

    @Test
    void aResumeThatChangesNoScenesCostsWhatItsStoryDoes() throws Exception {
        inReview("r");

        assertThat(look("{\"request_id\":\"r\",\"resume\":{}}")).singleElement()
                .satisfies(seen -> assertThat(seen.adds()).isZero());
        assertThat(outcome("{\"request_id\":\"r\",\"resume\":{}}")).isEqualTo(Outcome.RESUMED);
        assertThat(ledger.story("r").estimatedCredits()).isEqualByComparingTo("50");
    }

    private void inReview(String requestId) throws Exception {
        assertThat(outcome("{\"request_id\":\"" + requestId + "\",\"mode\":\"advanced\",\"idea\":\"a\","
                + "\"scene_count\":1,\"review\":[\"storyboard\"]}")).isEqualTo(Outcome.ACCEPTED);
        Story story = ledger.claimed(ledger.story(requestId));
        SubmissionLedger submissions = ledger.get(SubmissionLedger.class);
        StepLedger steps = ledger.get(StepLedger.class);
        assertThat(submissions.startSubmitting(story, false, TestLedger.tokenOf(requestId))
                && steps.review(story, Step.SCENES, "s-1", TestLedger.service("s-1"), null)).isTrue();
    }

    @Test
    void aBadRequestIsToldBeforeAConflictWhicheverComesFirst() throws Exception {
        String first = "{\"request_id\":\"r\",\"idea\":\"a\"}";
        assertThat(outcome(first)).isEqualTo(Outcome.ACCEPTED);

        assertThatThrownBy(() -> outcome("[" + first.replace("\"a\"", "\"b\"")
                + ",{\"request_id\":\"none\",\"resume\":{}}]")).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/1/resume");
    }

    @Test
    void whatHasBeenTakenUpIsADuplicateThoughItWouldCostTooMuchToday() throws Exception {
        String dear = "{\"request_id\":\"dear\",\"idea\":\"a\",\"scene_count\":3}";
        assertThat(outcome(dear)).isEqualTo(Outcome.ACCEPTED);
        TestLedger before = ledger;
        ledger = before.anotherProcess("storyreel.credits.max-per-request", "100");
        ledger.parts().give(s3);

        assertThat(outcome(dear)).isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void anImageOver50MbIsRefusedWithoutReadingIt() {
        store.nowAnswers((request, out) -> {
            LoopbackHost.head(out, "200 OK", "ETag: " + ETAG, "Content-Length: 52428801");
            out.write(new byte[1000]);
        });

        assertThatThrownBy(() -> take("s3://images/a.png", ImageLocation.BUCKET)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/image_files/0").hasMessageContaining("52428801 bytes")
                .hasMessageContaining("storyreel.images.max-size");
    }

    @Test
    void aSparseFileOf40GbIsRefusedAtOnce() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(inbox.resolve("a.png").toFile(), "rw")) {
            sparse.setLength(40L << 30);
        }

        assertThatThrownBy(() -> take("a.png", ImageLocation.INBOX)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("42949672960 bytes");
    }

    @Test
    void whatAnImageWasStaysInTheLedger() throws Exception {
        Story story = take("s3://images/a.png", ImageLocation.BUCKET);

        assertThat(ledger.get(StoryImages.class).of(story.requestId())).singleElement().satisfies(image -> {
            assertThat(image.size()).isEqualTo(3);
            assertThat(image.sha256()).isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
        });
    }

    @Test
    void aStoreThatBreaksOffRejectsNothing() {
        store.nowAnswers(LoopbackHost.cutting(new byte[10], 5, "Content-Length: 10"));

        assertThatThrownBy(() -> take("s3://images/a.png", ImageLocation.BUCKET)).isInstanceOf(IOException.class);
    }

    private List<IntakeResult> look(String document) throws Exception {
        return ledger.get(RequestIntake.class).look(new StrictJson().read(document.getBytes(StandardCharsets.UTF_8)),
                ImageLocation.BUCKET, "http", Map.of());
    }

    private Outcome outcome(String request) throws Exception {
        return ledger.get(RequestIntake.class).take(new StrictJson().read(request.getBytes(StandardCharsets.UTF_8)),
                ImageLocation.BUCKET, "jms", Map.of()).get(0).outcome();
    }

    private Story take(String image, ImageLocation place) throws Exception {
        return ledger.get(RequestIntake.class).take(TestLedger.json("{\"image_files\":[\"" + image + "\"]}"), place,
                "jms", Map.of()).get(0).story();
    }
}
