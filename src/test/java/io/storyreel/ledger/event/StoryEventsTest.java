package io.storyreel.ledger.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.Callbacks;
import io.storyreel.ledger.DeliveryLedger;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.Overdue;
import io.storyreel.ledger.PostponementLedger;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What has become of a story is noted with the move that makes it: both or none, and each once. */
@OnEachDatabase
class StoryEventsTest {

    private static final String VIDEO = "https://media.vimmerse.net/a.mp4";

    private static final StoryError FAULT = StoryError.of(ErrorCode.GENERATION_FAILED, Stage.TRACK, "it failed");

    private final TestLedger here = TestLedger.fresh();

    private final StoryEvents events = here.get(StoryEvents.class);

    private final SubmissionLedger submissions = here.get(SubmissionLedger.class);
    private final PostponementLedger postponements = here.get(PostponementLedger.class);
    private final TrackingLedger tracking = here.get(TrackingLedger.class);
    private final DeliveryLedger deliveries = here.get(DeliveryLedger.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void theWayOfADeliveredStoryIsToldInItsOrderWithItsTimes() {
        here.generating("a", "s-1");
        here.later(Duration.ofSeconds(1));
        assertThat(here.get(Callbacks.class).note(TestLedger.tokenOf("a"), "s-1")).isTrue();
        here.later(Duration.ofSeconds(1));
        look(10);
        here.later(Duration.ofMinutes(1));
        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), null)).isTrue();
        StoredVideo video = new StoredVideo("b", "k.mp4", 1, "0", "e");
        assertThat(deliveries.delivered(here.claimed(here.story("a")), video)).isTrue();

        List<StoryEvent> all = events.of("a");

        assertThat(all).extracting(StoryEvent::kind).containsExactly(Kind.SUBMITTING, Kind.GENERATING, Kind.CALLBACK,
                Kind.PROGRESS, Kind.DELIVERING, Kind.DELIVERED);
        assertThat(all).extracting(StoryEvent::at).isSorted();
        assertThat(all.get(3).progress()).isEqualTo(10);
        assertThat(all.get(4).at()).isEqualTo(here.now());
    }

    @Test
    void aLookThatShowsNextToNothingNewIsNotKept() {
        here.generating("a", "s-1");

        for (int percent : new int[] {0, 3, 4, 5, 5, 7, 9, 11}) {
            look(percent);
        }

        assertThat(events.of("a")).filteredOn(event -> event.kind() == Kind.PROGRESS)
                .extracting(StoryEvent::progress).containsExactly(5, 11);
    }

    @Test
    void aProbeForCreditThatFindsNoneIsNotKeptOverAndOver() {
        StoryError noCredit = new StoryError(ErrorCode.INSUFFICIENT_CREDIT, "top up", Stage.SUBMIT, 402);
        assertThat(submissions.awaitsCredit(here.submitting("a"), noCredit)).isTrue();

        for (int probe = 0; probe < 3; probe++) {
            Story again = here.claimed(here.story("a"));
            assertThat(submissions.startSubmitting(again, true, TestLedger.tokenOf("a"))).isTrue();
            assertThat(submissions.awaitsCredit(again, noCredit)).isTrue();
        }

        assertThat(events.of("a")).extracting(StoryEvent::kind)
                .containsExactly(Kind.SUBMITTING, Kind.WAITING_CREDIT);
    }

    @Test
    void whoHasATokenMakesNoEventsWithoutEndByCallingForOneBatchAndAnother() {
        here.uncertain("a");

        for (int call = 0; call < 6; call++) {
            here.later(Duration.ofSeconds(2));
            assertThat(here.get(Callbacks.class).note(TestLedger.tokenOf("a"), "s-" + call % 2)).isTrue();
        }

        assertThat(events.of("a")).extracting(StoryEvent::kind)
                .containsExactly(Kind.SUBMITTING, Kind.UNCERTAIN, Kind.CALLBACK);
    }

    @Test
    void ofVeryMuchTheNewestIsShown() {
        here.accepted("a", TestLedger.REQUEST);
        for (int i = 0; i < 301; i++) {
            events.note(Kind.AGAIN, "a");
            events.note(Kind.CALLBACK, "a");
        }

        assertThat(events.of("a")).hasSize(500).last().extracting(StoryEvent::kind).isEqualTo(Kind.CALLBACK);
    }

    private void look(int percent) {
        Story story = here.claimed(here.story("a"));
        assertThat(tracking.stillGenerating(story, TestLedger.service("s-1"), percent, null, null, here.now(),
                here.now())).isTrue();
    }

    @Test
    void aMoveThatSomebodyElseHasMadeIsNotNotedAgain() {
        here.generating("a", "s-1");
        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), null)).isTrue();

        assertThat(tracking.delivering("a", "s-1", VIDEO, TestLedger.service("s-1"), null)).isFalse();
        assertThat(tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), null, FAULT)).isFalse();

        assertThat(events.of("a")).extracting(StoryEvent::kind)
                .containsExactly(Kind.SUBMITTING, Kind.GENERATING, Kind.DELIVERING);
    }

    @Test
    void aMoveWhoseAnswerIsLostIsNotedOnce() {
        Story story = here.submitting("a");
        here.loseTheNextAnswer();

        assertThat(submissions.submitted(story, "s-1", TestLedger.service("s-1"), here.deadline(),
                here.now())).isTrue();

        assertThat(events.of("a")).extracting(StoryEvent::kind).containsExactly(Kind.SUBMITTING, Kind.GENERATING);
    }

    @Test
    void whatAPersonAndTimeDoIsNotedWithWhatWentWrong() {
        here.submitting("lost");
        here.generating("late", "s-2");
        here.later(Duration.ofDays(1));
        assertThat(here.get(Overdue.class).lostSubmissions()).isOne();
        assertThat(here.get(Overdue.class).pastDeadline()).hasSize(1);
        assertThat(here.get(Retries.class).retry("lost")).isTrue();

        assertThat(events.of("lost")).extracting(StoryEvent::kind)
                .containsExactly(Kind.SUBMITTING, Kind.UNCERTAIN, Kind.RETRIED);
        assertThat(events.of("lost").get(1).errorCode()).isEqualTo("SUBMISSION_UNCERTAIN");
        assertThat(events.of("late")).last().satisfies(failed -> {
            assertThat(failed.kind()).isEqualTo(Kind.FAILED);
            assertThat(failed.errorCode()).isEqualTo("DEADLINE_EXCEEDED");
        });
    }

    @Test
    void whoListensIsToldOfEachStoryThatChangesOnceItIsCommitted() {
        List<StoryState> seen = new ArrayList<>();
        here.get(StoryChanges.class).listen(id -> seen.add(here.story(id).state()));

        here.delivering("a", "s-1", TestLedger.REQUEST, VIDEO);

        assertThat(seen).containsExactly(StoryState.ACCEPTED, StoryState.SUBMITTING, StoryState.GENERATING,
                StoryState.DELIVERING);
    }

    @Test
    void whatIsOlderThanAMonthIsForgottenAndNothingElse() {
        here.generating("old", "s-1");
        here.later(StoryEvents.KEPT.plusSeconds(1));
        here.generating("new", "s-2");
        long last = events.last();

        assertThat(events.forgetTheOld()).isEqualTo(2);

        assertThat(events.of("old")).isEmpty();
        assertThat(events.of("new")).hasSize(2);
        assertThat(events.since(0, 9)).extracting(StoryEvents.Noted::no).containsExactly(last - 1, last);
        assertThat(events.forgetTheOld()).isZero();
    }

    @Test
    void aStoryThatTheDaysBudgetHoldsSaysSoOnceHoweverOftenItIsLookedAt() {
        DailyBudget.Refusal refusal = new DailyBudget.Refusal(StoryError.of(ErrorCode.BUDGET_EXCEEDED, Stage.SUBMIT,
                "the day has no room"), LocalDate.parse("2026-03-01"), BigDecimal.TEN);
        Story story = here.claimed(here.accepted("a", TestLedger.REQUEST));
        for (int i = 0; i < 3; i++) {
            assertThat(postponements.held(story, refusal)).isTrue();
            here.later(Duration.ofDays(1));
            story = here.claimed(here.story("a"));
        }
        assertThat(submissions.startSubmitting(story, false, TestLedger.tokenOf("a"))).isTrue();

        assertThat(events.of("a")).extracting(StoryEvent::kind).containsExactly(Kind.HELD, Kind.SUBMITTING);
        assertThat(events.of("a").get(0).errorCode()).isEqualTo("BUDGET_EXCEEDED");
        assertThat(events.of("a").get(0).at()).isEqualTo(TestLedger.START);
    }

    @Test
    void whoHasMissedMoreThanIsToldIsToldTheNewest() {
        here.generating("old", "s-1");
        here.generating("new", "s-2");
        long last = events.last();

        assertThat(events.newestSince(0, 2)).extracting(StoryEvents.Noted::no).containsExactly(last - 1, last);
        assertThat(events.newestSince(0, 9)).isEqualTo(events.since(0, 9));
    }

    @Test
    void storiesAreFoundByWordsOfTheirTitleOrIdInAnyCaseAndByNoWildcard() {
        here.accepted("tea-1", "{\"idea\":\"x\",\"title\":\"Grüner TEE 100%\"}");
        here.accepted("tea-2", "{\"idea\":\"A cat learns to fly\"}");

        assertThat(found("grüner tee")).containsExactly("tea-1");
        assertThat(found("CAT")).containsExactly("tea-2");
        assertThat(found("TEA-")).containsExactlyInAnyOrder("tea-1", "tea-2");
        assertThat(found("0%")).containsExactly("tea-1");
        assertThat(found("%t")).isEmpty();
        assertThat(found("ea_1")).isEmpty();
    }

    private List<String> found(String text) {
        return here.get(StoryQueries.class).page(List.of(StoryState.ACCEPTED), text, null, null, 9).stream()
                .map(Story::requestId).toList();
    }
}
