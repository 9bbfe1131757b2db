package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.text.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A callback may come before the answer it follows from, long after the end, or for a batch that is not ours. */
@OnEachDatabase
class CallbacksTest {

    private static final String TOKEN = TestLedger.tokenOf("a");

    private final TestLedger here = TestLedger.fresh();

    private final Callbacks callbacks = here.get(Callbacks.class);

    private final SubmissionLedger submissions = here.get(SubmissionLedger.class);
    private final AdoptionLedger adoptions = here.get(AdoptionLedger.class);
    private final TrackingLedger tracking = here.get(TrackingLedger.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void aTokenLeadsToItsStoryAndToNoOther() {
        here.submitting("a");
        here.submitting("b");

        assertThat(callbacks.storyOf(TOKEN)).map(Story::requestId).contains("a");
        assertThat(callbacks.storyOf("t".repeat(64))).isEmpty();
    }

    @Test
    void aCallbackMakesAWaitingStoryDueAtOnce() {
        Story asked = here.claimed(here.generating("a", "s-1"));
        askedAndNotYet(asked, Duration.ofMinutes(5));
        here.later(Duration.ofSeconds(1));
        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 1)).isEmpty();

        assertThat(callbacks.note(TOKEN, "s-1")).isTrue();

        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void aCallbackWhileTheStoryIsAskedAfterWantsOneMoreLook() {
        Story asked = here.claimed(here.generating("a", "s-1"));
        here.later(Duration.ofSeconds(1));
        callbacks.note(TOKEN, "s-1");

        tracking.stillGenerating(asked, TestLedger.service("s-1"), 5, null, null, TestLedger.START,
                here.now().plusSeconds(300));

        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void aCallbackForAnotherBatchSaysNothingAboutAStoryWhoseIdIsKnown() {
        here.generating("a", "s-1");
        Story before = here.story("a");

        assertThat(callbacks.note(TOKEN, "s-2")).isFalse();
        assertThat(here.story("a")).isEqualTo(before);
    }

    @Test
    void aCallbackThatCameBeforeTheAnswerIsLookedAtAsSoonAsTheAnswerIsThere() {
        Story sent = here.submitting("a");

        assertThat(callbacks.note(TOKEN, "s-1")).isTrue();
        submissions.submitted(sent, "s-1", TestLedger.service("s-1"), here.deadline(), here.now().plusSeconds(300));

        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void aCallbackForAnotherBatchThatCameBeforeTheAnswerHurriesNobody() {
        Story sent = here.submitting("a");
        callbacks.note(TOKEN, "s-9");

        submissions.submitted(sent, "s-1", TestLedger.service("s-1"), here.deadline(), here.now().plusSeconds(300));

        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 1)).isEmpty();
    }

    @Test
    void anUncertainStoryIsLookedForOnlyOnceItsWebhookIsCalled() {
        here.uncertain("a");
        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).isEmpty();

        assertThat(callbacks.note(TOKEN, "s-1")).isTrue();

        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).extracting(Story::callbackBatchId)
                .containsExactly("s-1");
    }

    @Test
    void aCallbackThatCameBeforeTheAnswerWasLostIsEnoughToLookForTheStory() {
        Story sent = here.submitting("a");
        callbacks.note(TOKEN, "s-1");

        submissions.uncertain(sent, Overdue.SENDER_DIED);

        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).hasSize(1);
    }

    @Test
    void aSecondBatchToldOfWhileTheFirstIsAskedAfterIsNotForgotten() {
        here.uncertain("a");
        callbacks.note(TOKEN, "s-1");
        Story first = here.get(DueStories.class).due(StoryState.UNCERTAIN, 1).get(0);
        callbacks.note(TOKEN, "s-2");

        adoptions.stillUncertain(first, null, null);
        here.later(Callbacks.BETWEEN_LOOKS);

        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).extracting(Story::callbackBatchId)
                .containsExactly("s-2");
    }

    @Test
    void aCallbackAfterTheEndChangesNothing() {
        here.generating("a", "s-1");
        tracking.generationFailed("a", "s-1", TestLedger.service("s-1"), null, Overdue.SENDER_DIED);
        Story before = here.story("a");

        assertThat(callbacks.note(TOKEN, "s-1")).isFalse();
        assertThat(here.story("a")).isEqualTo(before);
    }

    @Test
    void aCallbackThatMeetsAStoryOnTheMoveIsNeverForgotten() throws Exception {
        for (int i = 0; i < 60; i++) {
            String id = "r-" + i;
            Story sent = here.submitting(id);

            Concurrently.both(() -> callbacks.note(TestLedger.tokenOf(id), "s-" + id),
                    () -> submissions.submitted(sent, "s-" + id, TestLedger.service("s-" + id), here.deadline(),
                            here.now().plusSeconds(300)));

            assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 1)).as(id).extracting(Story::requestId)
                    .containsExactly(id);
        }
    }

    @Test
    void whoeverHasATokenBringsOneLookASecondHoweverManyBatchesHeMakesUp() {
        here.uncertain("a");
        int looks = 0;
        for (int i = 0; i < 50; i++) {
            callbacks.note(TOKEN, "made-up-" + i);
            for (Story story : here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)) {
                looks++;
                adoptions.stillUncertain(story, null, null);
            }
            here.later(Duration.ofMillis(100));
        }

        assertThat(looks).isBetween(4, 6);
    }

    @Test
    void theLastBatchOfManyThatWereMadeUpIsLookedAtInTheEnd() {
        here.uncertain("a");
        for (int i = 0; i < 50; i++) {
            callbacks.note(TOKEN, "made-up-" + i);
            here.get(DueStories.class).due(StoryState.UNCERTAIN, 1).forEach(
                    story -> adoptions.stillUncertain(story, null, null));
            here.later(Duration.ofMillis(7));
        }
        callbacks.note(TOKEN, "s-1");
        here.later(Callbacks.BETWEEN_LOOKS);

        assertThat(here.get(DueStories.class).due(StoryState.UNCERTAIN, 1)).extracting(Story::callbackBatchId)
                .containsExactly("s-1");
    }

    @Test
    void theSameCallbackAgainAndAgainBringsOneLookASecond() {
        here.generating("a", "s-1");
        here.later(Duration.ofSeconds(5));
        int looks = 0;
        for (int i = 0; i < 50; i++) {
            callbacks.note(TOKEN, "s-1");
            for (Story story : here.get(DueStories.class).due(StoryState.GENERATING, 1)) {
                looks++;
                // One more comes while it is asked after.
                callbacks.note(TOKEN, "s-1");
                askedAndNotYet(story, Duration.ofMinutes(5));
            }
            here.later(Duration.ofMillis(100));
        }

        assertThat(looks).isBetween(4, 6);
    }

    @Test
    void theLedgerDoesNotHoldTheTokenItself() {
        here.submitting("a");

        assertThat(here.get(Sql.class).values("SELECT webhook_token_sha256 FROM story", Sql.with("x", 1), String.class))
                .containsExactly(Sha256.of(TOKEN)).doesNotContain(TOKEN);
    }

    private void askedAndNotYet(Story story, Duration next) {
        tracking.stillGenerating(story, TestLedger.service("s-1"), 5, null, null, here.now(), here.now().plus(next));
    }
}
