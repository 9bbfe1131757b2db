package io.storyreel.ledger.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.Overdue;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class ClaimsTest {

    private static final int STORIES = 60;

    private static final StoryError NOT_YET = StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.TRACK, "not yet");

    private final TestLedger here = TestLedger.fresh();

    private final TestLedger there = here.anotherProcess();

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void twoClaimersNeverGetTheSameStory() throws Exception {
        for (int i = 0; i < STORIES; i++) {
            here.accepted("r-" + i, TestLedger.REQUEST);
        }
        Queue<String> claimed = new ConcurrentLinkedQueue<>();
        ExecutorService claimers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (TestLedger process : List.of(here, there, here.anotherProcess(), there.anotherProcess())) {
                DueStories claims = process.get(DueStories.class);
                done.add(claimers.submit(() -> await().pollInterval(Duration.ofMillis(1)).until(() -> {
                    claims.due(StoryState.ACCEPTED, 3).forEach(story -> claimed.add(story.requestId()));
                    return claimed.size() >= STORIES;
                })));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            claimers.shutdownNow();
        }

        assertThat(claimed).hasSize(STORIES).doesNotHaveDuplicates();
    }

    @Test
    void theLongestDueComeFirstAndNoMoreThanAskedFor() {
        here.accepted("b", TestLedger.REQUEST);
        here.later(Duration.ofSeconds(1));
        here.accepted("a", TestLedger.REQUEST);
        here.accepted("c", TestLedger.REQUEST);

        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 2)).extracting(Story::requestId)
                .containsExactly("b", "a");
        assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 0)).isEmpty();
    }

    @Test
    void aStoryWhoseTimeHasNotComeIsLeftAlone() {
        Story story = here.submitting("a");
        here.get(SubmissionLedger.class).acceptedAgain(story, Overdue.SENDER_DIED, here.now().plusSeconds(5));

        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).isEmpty();
        here.later(Duration.ofSeconds(5));
        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    @Test
    void anEndedLeaseFreesAStoryAndTheOldHolderCanNoLongerMoveIt() {
        Story ours = here.claimed(here.accepted("a", TestLedger.REQUEST));
        here.later(Claims.LEASE);
        assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 1)).isEmpty();

        here.later(Duration.ofMillis(1));

        assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
        assertThat(here.get(SubmissionLedger.class).startSubmitting(ours, false, "token")).isFalse();
    }

    @Test
    void aRenewedClaimOutlivesItsLeaseAndOneOfAnotherProcessDoesNot() {
        here.claimed(here.accepted("ours", TestLedger.REQUEST));
        there.claimed(here.accepted("theirs", TestLedger.REQUEST));
        here.later(Claims.LEASE.minusSeconds(1));
        here.get(Claims.class).renew();
        here.later(Duration.ofSeconds(2));

        assertThat(here.anotherProcess().get(DueStories.class).due(StoryState.ACCEPTED, 9)).extracting(Story::requestId)
                .containsExactly("theirs");
    }

    @Test
    void aStoryIsReleasedWhenItsExchangeIsDoneAndNotRenewedAfterThat() throws Exception {
        Claims claims = here.get(Claims.class);
        Story story = here.claimed(here.accepted("a", TestLedger.REQUEST));
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            claims.holdUntilDone(story, exchange);
            assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 1)).isEmpty();

            exchange.setException(new IllegalStateException("whatever its end"));
            UnitOfWorkHelper.doneSynchronizations(exchange, exchange.getExchangeExtension().handoverCompletions());
        }

        assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 1)).as("not at once: it met a fault").isEmpty();
        here.later(Duration.ofMillis(500));
        assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
        here.later(Claims.LEASE.plusSeconds(1));
        claims.renew();
        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    @Test
    void atAStopAllIsHandedBackButWhatIsBeingPaidFor() {
        here.submitting("paying");
        here.claimed(here.accepted("waiting", TestLedger.REQUEST));
        there.claimed(here.accepted("theirs", TestLedger.REQUEST));

        assertThat(here.get(LeaseRecovery.class).releaseAll()).isOne();

        assertThat(there.get(DueStories.class).due(StoryState.ACCEPTED, 9)).extracting(Story::requestId)
                .containsExactly("waiting");
        assertThat(there.get(DueStories.class).due(StoryState.SUBMITTING, 9)).isEmpty();
    }

    @Test
    void atTheStartOfAnEmbeddedLedgerNobodyWaitsForTheLeasesOfTheDead() {
        there.claimed(here.accepted("a", TestLedger.REQUEST));

        assertThat(here.anotherProcess("storyreel.db.kind", "h2").get(LeaseRecovery.class).endLeasesOfTheDead())
                .isOne();
        assertThat(here.get(DueStories.class).due(StoryState.ACCEPTED, 1)).hasSize(1);
    }

    @Test
    void atTheStartOfAnEmbeddedLedgerAllThatWaitIsAskedAfterAFewAtATime() {
        for (int i = 0; i < 201; i++) {
            here.generating("r-" + i, "s-" + i);
        }
        here.get(DueStories.class).due(StoryState.GENERATING, 999).forEach(story -> here.get(TrackingLedger.class)
                .askAgain(story, NOT_YET, here.now(), here.now().plus(Duration.ofHours(1))));
        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 999)).isEmpty();

        here.anotherProcess("storyreel.db.kind", "h2").get(LeaseRecovery.class).askAfterAll();

        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 999)).hasSize(200);
        here.later(Duration.ofSeconds(5));
        assertThat(here.get(DueStories.class).due(StoryState.GENERATING, 999)).hasSize(1);
    }

    @Test
    void aSharedLedgersLeasesAreNotOursToEnd() {
        there.claimed(here.accepted("a", TestLedger.REQUEST));

        assertThat(here.anotherProcess("storyreel.db.kind", "postgresql").get(LeaseRecovery.class).endLeasesOfTheDead())
                .isZero();
    }
}
