package io.storyreel.ledger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.Callbacks;
import io.storyreel.ledger.DeliveryLedger;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.Overdue;
import io.storyreel.ledger.ReportLedger;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.query.LedgerTotals;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the ledger's moves are counted as, by one process and by several. */
@OnEachDatabase
class StoryCountsTest {

    private static final String VIDEO = "https://media.vimmerse.net/a.mp4";

    private static final StoryError FAULT = StoryError.of(ErrorCode.GENERATION_FAILED, Stage.TRACK, "it failed");

    private final TestLedger here = TestLedger.fresh();

    private final SubmissionLedger submissions = here.get(SubmissionLedger.class);
    private final TrackingLedger tracking = here.get(TrackingLedger.class);
    private final DeliveryLedger deliveries = here.get(DeliveryLedger.class);
    private final ReportLedger reports = here.get(ReportLedger.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void eachStageIsTimedFromWhereItBegan() {
        Story story = here.claimed(here.accepted("a", TestLedger.REQUEST));
        here.later(Duration.ofSeconds(5));
        assertThat(submissions.startSubmitting(story, false, TestLedger.tokenOf("a"))).isTrue();
        here.later(Duration.ofSeconds(2));
        assertThat(submissions.submitted(story, "s-1", TestLedger.service("s-1"), here.deadline(),
                here.now())).isTrue();
        here.later(Duration.ofMinutes(3));
        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), null)).isTrue();
        here.later(Duration.ofSeconds(11));
        assertThat(deliveries.delivered(here.claimed(here.story("a")), new StoredVideo("b", "k.mp4", 123, "0", "e")))
                .isTrue();
        here.later(Duration.ofSeconds(1));
        Story done = here.get(DueStories.class).dueReports(1).get(0);
        assertThat(reports.reported(done)).isTrue();

        assertThat(seconds("submit")).isEqualTo(7);
        assertThat(seconds("track")).isEqualTo(180);
        assertThat(seconds("deliver")).isEqualTo(11);
        assertThat(seconds("report")).isEqualTo(1);
        assertThat(counted(here, "storyreel.video.bytes")).isEqualTo(123);
        assertThat(outcomes(here, "delivered", "none")).isEqualTo(1);
        assertThat(counted(here, "storyreel.completions", "by", "poll")).isEqualTo(1);
    }

    @Test
    void aStoryThatMayBePaidForLaterOnlyWaitsFromThenOn() {
        Story story = here.submitting("later", "{\"idea\":\"A cat learns to fly\",\"not_before\":\""
                + here.now().plusSeconds(60) + "\"}");
        here.later(Duration.ofSeconds(70));
        assertThat(submissions.submitted(story, "s-1", TestLedger.service("s-1"), here.deadline(),
                here.now())).isTrue();

        assertThat(seconds("submit")).isEqualTo(10);
    }

    @Test
    void whatARetryRepeatsIsTimedFromTheRetry() {
        here.generating("a", "s-1");
        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), null)).isTrue();
        assertThat(submissions.failed(here.claimed(here.story("a")), here.story("a").state(),
                StoryError.of(ErrorCode.STORAGE_FAILED, Stage.DELIVER, "no room"))).isTrue();
        here.later(Duration.ofHours(20));
        assertThat(here.get(Retries.class).retry("a")).isTrue();
        here.later(Duration.ofSeconds(4));
        assertThat(deliveries.delivered(here.claimed(here.story("a")), new StoredVideo("b", "k.mp4", 1, "0", "e")))
                .isTrue();

        assertThat(seconds("deliver")).isEqualTo(4);
        assertThat(outcomes(here, "failed", "STORAGE_FAILED")).isEqualTo(1);
        assertThat(outcomes(here, "delivered", "none")).isEqualTo(1);
    }

    @Test
    void twoProcessesCountAMoveOnceTogether() {
        TestLedger there = here.anotherProcess();
        here.generating("a", "s-1");

        assertThat(tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), BigDecimal.TEN, FAULT)).isTrue();
        assertThat(there.get(TrackingLedger.class).generationFailed("a", "s-1", TestLedger.service("s-1"),
                BigDecimal.TEN,
                FAULT)).isFalse();

        assertThat(outcomes(here, "failed", "GENERATION_FAILED")).isEqualTo(1);
        assertThat(outcomes(there, "failed", "GENERATION_FAILED")).isZero();
        assertThat(counted(here, "storyreel.completions", "by", "poll")).isEqualTo(1);
        assertThat(counted(here, "storyreel.credits")).isEqualTo(10);
        assertThat(counted(there, "storyreel.credits")).isZero();
    }

    @Test
    void whatIsRolledBackIsNotCounted() {
        here.generating("a", "s-1");

        assertThatThrownBy(() -> here.get(Transactions.class).inTransaction(() -> {
            assertThat(tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), BigDecimal.TEN,
                    FAULT)).isTrue();
            throw new IllegalStateException("something else has failed");
        })).isInstanceOf(IllegalStateException.class);

        assertThat(outcomes(here, "failed", "GENERATION_FAILED")).isZero();
        assertThat(counted(here, "storyreel.credits")).isZero();
        assertThat(counted(here, "storyreel.completions", "by", "poll")).isZero();
    }

    @Test
    void creditsAreCountedAsTheyBecomeKnownAndOnce() {
        here.generating("a", "s-1");
        for (String told : new String[] {"2.5", "2.5", "4"}) {
            assertThat(tracking.stillGenerating(here.claimed(here.story("a")), TestLedger.service("s-1"), 10,
                    new BigDecimal(told), null, here.now(), here.now())).isTrue();
        }
        assertThat(counted(here, "storyreel.credits")).isEqualTo(4);

        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), new BigDecimal("10.25"))).isTrue();

        assertThat(counted(here, "storyreel.credits")).isEqualTo(10.25)
                .isEqualTo(here.get(LedgerTotals.class).used().doubleValue());
    }

    @Test
    void anEndThatItsWebhookToldOfIsACallbacks() {
        here.generating("a", "s-1");
        assertThat(here.get(Callbacks.class).note(TestLedger.tokenOf("a"), "s-1")).isTrue();

        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), null)).isTrue();

        assertThat(counted(here, "storyreel.completions", "by", "callback")).isEqualTo(1);
        assertThat(counted(here, "storyreel.completions", "by", "poll")).isZero();
    }

    @Test
    void anAnswerThatIsLostIsAFailureAndADeadlineToo() {
        here.uncertain("lost");
        here.generating("late", "s-2");
        here.later(Duration.ofDays(1));
        assertThat(here.get(Overdue.class).pastDeadline()).hasSize(1);

        assertThat(outcomes(here, "failed", "SUBMISSION_UNCERTAIN")).isEqualTo(1);
        assertThat(outcomes(here, "failed", "DEADLINE_EXCEEDED")).isEqualTo(1);
    }

    private double seconds(String stage) {
        Timer timer = here.get(MeterRegistry.class).get("storyreel.stage").tag("stage", stage).timer();
        assertThat(timer.count()).isEqualTo(1);
        return timer.totalTime(TimeUnit.SECONDS);
    }

    private static double outcomes(TestLedger of, String status, String code) {
        return counted(of, "storyreel.stories.finished", "status", status, "code", code);
    }

    private static double counted(TestLedger of, String name, String... tags) {
        return of.get(MeterRegistry.class).get(name).tags(tags).counter().count();
    }
}
