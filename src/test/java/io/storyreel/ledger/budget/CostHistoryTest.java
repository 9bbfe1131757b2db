package io.storyreel.ledger.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.storyreel.credits.PriceList;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.DeliveryLedger;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.story.Estimate;
import io.storyreel.story.Origin;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Estimates learn from what stories have really used. */
@OnEachDatabase
class CostHistoryTest {

    private final TestLedger ledger = TestLedger.fresh("storyreel.api.dialect", "v2");

    private final PriceList prices = ledger.get(PriceList.class);

    private int stories;

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void afterTwentyStoriesOfFourToolsEachIsEstimatedWithinTenPercent() {
        // Credits a second and scene, as the service really takes them; its page says 10, 10, 5 and 10.
        Map<String, Double> rules = new LinkedHashMap<>(
                Map.of("Vidu", 13.7, "KlingAI", 4.2, "PVideo", 5.0, "Seedance", 31.0));
        for (int round = 1; round <= 5; round++) {
            for (Map.Entry<String, Double> rule : rules.entrySet()) {
                double noise = 1 + round % 3 * 0.02;
                delivered(request(rule.getKey(), round), BigDecimal.valueOf(rule.getValue() * round * 5 * noise));
            }
        }

        ledger.later(Duration.ofSeconds(1));
        rules.forEach((tool, credits) -> assertThat(estimate(request(tool, 7)).credits().doubleValue()).as(tool)
                .isCloseTo(credits * 7 * 5, Percentage.withPercentage(10)));
        assertThat(estimate(request("Pixverse", 7)).credits()).as("nobody has used it").isEqualByComparingTo("350");
    }

    @Test
    void whatIsLearntFromIsTheRuleAndNotWhatWasLearntBefore() {
        for (int i = 0; i < 12; i++) {
            delivered(request("Vidu", 2), BigDecimal.valueOf(200));
            ledger.later(Duration.ofSeconds(1));
        }

        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("200");
        assertThat(estimate(request("Vidu", 2)).byRule()).isEqualByComparingTo("100");
        assertThat(ledger.story("story-12").estimatedCredits()).isEqualByComparingTo("200");
    }

    @Test
    void fourStoriesTeachNothingAndOfManyTheLastFiftyCount() {
        for (int i = 0; i < 4; i++) {
            delivered(request("Vidu", 2), BigDecimal.valueOf(1000));
        }
        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("100");
        for (int i = 0; i < 50; i++) {
            ledger.later(Duration.ofSeconds(1));
            delivered(request("Vidu", 2), BigDecimal.valueOf(i % 2 == 0 ? 110 : 130));
        }

        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("120");
    }

    @Test
    void aVideoThatWasMadeAndNotStoredWasPaidForInFull() {
        for (int i = 0; i < 5; i++) {
            made(request("Vidu", 2), BigDecimal.valueOf(300));
            assertThat(ledger.get(DeliveryLedger.class).failed(ledger.claimed(ledger.story("story-" + stories)),
                    StoryError.of(ErrorCode.STORAGE_FAILED, Stage.DELIVER, "no"))).isTrue();
        }

        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("300");
    }

    @Test
    void anotherModeAnotherDialectAndWhatFailedTeachNothing() {
        for (int i = 0; i < 6; i++) {
            Story story = begun(request("Vidu", 2));
            ledger.get(SubmissionLedger.class).submitted(story, "s-" + stories, TestLedger.service("s-" + stories),
                    ledger.deadline(), ledger.now());
            ledger.get(TrackingLedger.class).generationFailed(story.requestId(), "s-" + stories,
                    TestLedger.service("s-" + stories), BigDecimal.ONE,
                    StoryError.of(ErrorCode.GENERATION_FAILED, Stage.TRACK, "no"));
            delivered(request("Vidu", 2).replace("{", "{\"mode\":\"advanced\","), BigDecimal.valueOf(500));
        }

        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("100");
        assertThat(estimate(request("Vidu", 2).replace("{", "{\"mode\":\"advanced\",")).credits())
                .isEqualByComparingTo("500");
        assertThat(prices.priced(new StoryRequest("a", "c", TestLedger.json(request("Vidu", 2)), "json")).estimate()
                .credits()).isEqualByComparingTo("100");
    }

    @Test
    void whatIsSaidToHaveCostNothingTeachesNothing() {
        for (int i = 0; i < 6; i++) {
            delivered(request("Vidu", 2), BigDecimal.ZERO);
        }
        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("100");
        for (int i = 0; i < 5; i++) {
            delivered(request("Vidu", 2), BigDecimal.valueOf(130));
        }

        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(request("Vidu", 2)).credits()).isEqualByComparingTo("130");
    }

    @Test
    void whatContinuesAStoryOfTheServicesTeachesNothingSinceThatHadCostBefore() {
        String advanced = request("Vidu", 2).replace("{", "{\"mode\":\"advanced\",");
        for (int i = 0; i < 6; i++) {
            delivered(advanced.replace("{", "{\"story_id\":\"theirs-" + i + "\","), BigDecimal.valueOf(900));
        }
        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(advanced).credits()).isEqualByComparingTo("100");
        for (int i = 0; i < 5; i++) {
            delivered(advanced, BigDecimal.valueOf(150));
        }

        ledger.later(Duration.ofSeconds(1));
        assertThat(estimate(advanced.replace("{", "{\"story_id\":\"theirs\",")).credits())
                .as("but it is estimated by what the others have").isEqualByComparingTo("150");
    }

    private Estimate estimate(String request) {
        return prices.priced(new StoryRequest("a", "c", TestLedger.json(request), "v2")).estimate();
    }

    private void delivered(String request, BigDecimal used) {
        made(request, used);
        assertThat(ledger.get(DeliveryLedger.class).delivered(ledger.claimed(ledger.story("story-" + stories)),
                new StoredVideo("b", "k", 1, "0".repeat(64), "e"))).isTrue();
    }

    private void made(String request, BigDecimal used) {
        Story story = begun(request);
        String id = "s-" + stories;
        SubmissionLedger submissions = ledger.get(SubmissionLedger.class);
        TrackingLedger tracking = ledger.get(TrackingLedger.class);
        submissions.submitted(story, id, TestLedger.service(id), ledger.deadline(), ledger.now());
        assertThat(tracking.delivering(story.requestId(), id, "https://e.com/v.mp4",
                TestLedger.service(id).put("status", "success"), used)).isTrue();
    }

    private Story begun(String request) {
        String id = "story-" + ++stories;
        StoryRequest asked = prices.priced(new StoryRequest(id, "c".repeat(64), TestLedger.json(request), "v2"));
        ledger.get(Admission.class).take(List.of(asked), new Origin("inbox", Map.of()));
        Story story = ledger.claimed(ledger.story(id));
        assertThat(ledger.get(SubmissionLedger.class).startSubmitting(story, false, TestLedger.tokenOf(id))).isTrue();
        return story;
    }

    private static String request(String tool, int scenes) {
        return "{\"idea\":\"a\",\"scene_count\":" + scenes + ",\"video_tool\":\"" + tool + "\"}";
    }
}
