package io.storyreel.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.DeliveryLedger;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results of real rows, held against the published schema. */
class StoryResultTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final StoryError WHY = new StoryError(ErrorCode.API_VALIDATION, "no", Stage.SUBMIT, 422);

    private final TestLedger ledger = TestLedger.fresh();

    private final SubmissionLedger submissions = ledger.get(SubmissionLedger.class);
    private final TrackingLedger tracking = ledger.get(TrackingLedger.class);
    private final DeliveryLedger deliveries = ledger.get(DeliveryLedger.class);

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void aDeliveredStoryShowsItsVideoAndNoError() throws Exception {
        JsonNode result = valid(StoryResult.of(delivered()));

        assertThat(result.path("status").asText()).isEqualTo("delivered");
        assertThat(result.at("/video/uri").asText()).isEqualTo("s3://b/v/a.mp4");
        assertThat(result.has("error")).isFalse();
        assertThat(result.path("received_at").asText()).isEqualTo("2026-03-01T23:59:59Z");
    }

    @Test
    void aFailedStoryShowsWhyAndNothingItHasNot() throws Exception {
        submissions.failed(ledger.submitting("a"), StoryState.SUBMITTING, WHY);

        JsonNode result = valid(StoryResult.of(ledger.story("a")));

        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.path("error")).isEqualTo(JSON.readTree("""
            {"code":"API_VALIDATION","message":"no","stage":"submit","http_status":422,"retryable":false}"""));
        assertThat(result.has("story_id")).isFalse();
        assertThat(result.has("video")).isFalse();
        assertThat(result.has("submitted_at")).isFalse();
    }

    @Test
    void anUncertainStoryCountsAsFailedAndCanBeRetried() throws Exception {
        JsonNode result = valid(StoryResult.of(ledger.uncertain("a")));

        assertThat(result.path("status").asText()).isEqualTo("failed");
        assertThat(result.at("/error/code").asText()).isEqualTo("SUBMISSION_UNCERTAIN");
        assertThat(result.at("/error/retryable").asBoolean()).isTrue();
    }

    @Test
    void aDuplicateNamesTheFirstStoryAndItsVideoOnceThereIsOne() throws Exception {
        assertThat(valid(StoryResult.duplicateOf(ledger.generating("early", "s-9"))).has("video")).isFalse();

        JsonNode result = valid(StoryResult.duplicateOf(delivered()));
        assertThat(result.path("status").asText()).isEqualTo("duplicate");
        assertThat(result.path("story_id").asText()).isEqualTo("s-1");
        assertThat(result.at("/video/key").asText()).isEqualTo("v/a.mp4");
    }

    @Test
    void aRejectedDocumentNeedsNoRequestId() throws Exception {
        StoryError bad = StoryError.of(ErrorCode.INVALID_REQUEST, Stage.INTAKE, "/duration: too long");

        assertThat(valid(StoryResult.rejected(null, bad)).has("request_id")).isFalse();
        assertThat(valid(StoryResult.rejected("a", bad)).path("request_id").asText()).isEqualTo("a");
    }

    @Test
    void aStoryInReviewShowsItsStoryboard() throws Exception {
        valid(new StoryResult("a", "review", "s-1", null, null, null, null, "2026-03-01T23:59:59Z",
                "2026-03-01T23:59:59Z", null, TestLedger.json("{\"scenes\":[]}")));
    }

    @ParameterizedTest
    @CsvSource({"10,10", "12.5,12.5", "12.5000,12.5", "0,0", "1200,1200"})
    void creditsAreWrittenPlainly(BigDecimal credits, String written) throws Exception {
        Story story = ledger.generating("a", "s-1");
        tracking.generationFailed("a", "s-1", story.service(), credits, WHY);

        assertThat(JSON.writeValueAsString(StoryResult.of(ledger.story("a"))))
                .contains("\"used_credits\":" + written + ",");
    }

    private Story delivered() {
        Story story = ledger.claimed(ledger.delivering("a", "s-1", TestLedger.REQUEST, "https://v"));
        deliveries.delivered(story, new StoredVideo("b", "v/a.mp4", 7, "0".repeat(64), "etag-2"));
        return ledger.story("a");
    }

    private static JsonNode valid(StoryResult result) throws Exception {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(JSON.readTree(Path.of("schemas", "story-result.schema.json").toFile()));
        JsonNode written = JSON.readTree(JSON.writeValueAsString(result));
        assertThat(schema.validate(written)).isEmpty();
        return written;
    }
}
