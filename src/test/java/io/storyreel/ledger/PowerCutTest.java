package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.database.Durability;
import io.storyreel.ledger.database.H2Barrier;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A power cut forgets nothing that was acted on: on a disk that keeps what was forced, and of the rest anything. */
class PowerCutTest {

    private static final String LEDGER = "ledger-" + System.nanoTime();

    private static int cuts;

    private final Random luck = new Random(20261127);

    private final String database = LEDGER + "-" + ++cuts;

    private final TestLedger fixture = TestLedger.at(VolatileDisk.url(database));

    private final SubmissionLedger submissions = fixture.get(SubmissionLedger.class);
    private final StepLedger steps = fixture.get(StepLedger.class);
    private final TrackingLedger tracking = fixture.get(TrackingLedger.class);

    private final VolatileDisk.Content disk = VolatileDisk.fileOf(database);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void whatMayBeActedOnIsOnTheDiskWhenTheLedgerHasSaidSo() {
        fixture.accepted("a", TestLedger.REQUEST);
        thenAfterACut("a", StoryState.ACCEPTED, null);

        Story story = fixture.claimed(fixture.story("a"));
        submissions.startSubmitting(story, false, TestLedger.tokenOf("a"));
        thenAfterACut("a", StoryState.SUBMITTING, null);

        submissions.submitted(story, "s-1", TestLedger.service("s-1"), fixture.deadline(), fixture.now());
        thenAfterACut("a", StoryState.GENERATING, "s-1");

        assertThat(tracking.startComposing(fixture.claimed(fixture.story("a")))).isTrue();
        assertThat(afterACut("a").composedAt()).isNotNull();
    }

    @Test
    void aStepThatWasPaidForIsOnTheDiskBeforeTheNextOne() {
        Story story = fixture.submitting("a", TestLedger.ADVANCED);
        steps.nextStep(story, Step.ELEMENTS, "s-1", TestLedger.service("s-1"), null);
        Story left = afterACut("a");
        assertThat(left.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(left.stepProgress().step()).isEqualTo(Step.ELEMENTS);
        assertThat(left.storyId()).isEqualTo("s-1");

        story = fixture.claimed(fixture.story("a"));
        submissions.startSubmitting(story, false, TestLedger.tokenOf("a"));
        steps.review(story, Step.SCENES, "s-1", TestLedger.service("s-1"), null);
        thenAfterACut("a", StoryState.REVIEW, "s-1");
    }

    @Test
    void aCallbackThatNobodyWouldRepeatIsOnTheDiskBeforeItIsThankedFor() {
        fixture.submitting("early");
        fixture.get(Callbacks.class).note(TestLedger.tokenOf("early"), "s-1");
        assertThat(afterACut("early").callbackBatchId()).isEqualTo("s-1");

        fixture.uncertain("lost");
        fixture.get(Callbacks.class).note(TestLedger.tokenOf("lost"), "s-2");
        assertThat(afterACut("lost").callbackBatchId()).isEqualTo("s-2");
    }

    @Test
    void whatAPersonWasToldIsOnTheDisk() {
        fixture.uncertain("a");
        fixture.get(Retries.class).retry("a");
        thenAfterACut("a", StoryState.ACCEPTED, null);
    }

    @Test
    void cutAtEveryForceAndBetweenNoStoryThatWasPaidForIsToBePaidForAgain() throws Exception {
        int stories = 60;
        Map<String, StoryState> known = new ConcurrentHashMap<>();
        List<Runnable> checks = new ArrayList<>();
        AtomicInteger left = new AtomicInteger();
        disk.watch(isForce -> {
            // What was said before this moment, and what a cut at this moment leaves.
            Map<String, StoryState> said = Map.copyOf(known);
            String cut = database + "-cut-" + left.incrementAndGet();
            disk.cut(cut, luck);
            checks.add(() -> verify(cut, said));
        });
        ExecutorService workers = Executors.newFixedThreadPool(6);
        CountDownLatch together = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < stories; i++) {
            String id = "r-" + i;
            running.add(workers.submit(() -> {
                together.await();
                fixture.accepted(id, TestLedger.REQUEST);
                known.put(id, StoryState.ACCEPTED);
                Story story = fixture.claimed(fixture.story(id));
                submissions.startSubmitting(story, false, TestLedger.tokenOf(id));
                known.put(id, StoryState.SUBMITTING);
                submissions.submitted(story, "s-" + id, TestLedger.service("s-" + id), fixture.deadline(),
                        fixture.now());
                known.put(id, StoryState.GENERATING);
                tracking.keptDelivering(fixture.claimed(fixture.story(id)), "https://v", TestLedger.service("s-" + id),
                        null);
                return null;
            }));
        }
        together.countDown();
        for (Future<?> path : running) {
            path.get();
        }
        workers.shutdown();
        disk.watch(isForce -> {
        });

        assertThat(checks).as("moments of a cut").hasSizeGreaterThan(30);
        assertThat(disk.forces()).as("one force serves many").isLessThan(3 * stories);
        checks.forEach(Runnable::run);
    }

    /** H2 by itself loses what was forced, or its file, at some of these: where only a part of a chunk is left. */
    @Test
    void cutWhereNobodyWaitsForWhatIsWrittenTheFileIsWholeAndKnowsWhatWasForced() throws Exception {
        MVStore store = store();
        Map<String, StoryState> known = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger();
        List<Throwable> broken = new CopyOnWriteArrayList<>();
        disk.watch(isForce -> {
            if (luck.nextInt(5) == 0) {
                String cut = database + "-unforced-" + left.incrementAndGet();
                disk.cut(cut, luck);
                try {
                    verify(cut, Map.copyOf(known));
                } catch (RuntimeException | AssertionError e) {
                    broken.add(e);
                }
            }
        });
        for (int i = 0; i < 40; i++) {
            String id = "r-" + i;
            submissions.submitted(fixture.submitting(id), "s-" + id, TestLedger.service("s-" + id), fixture.deadline(),
                    fixture.now());
            known.put(id, StoryState.GENERATING);
            for (int looks = 0; looks < 5; looks++) {
                tracking.askAgain(fixture.claimed(fixture.story(id)), Overdue.SENDER_DIED, fixture.now(),
                        fixture.now());
                // As H2's own thread writes, and makes room.
                store.commit();
            }
            store.compact(90, 1 << 20);
        }
        disk.watch(isForce -> {
        });

        assertThat(broken).isEmpty();
        assertThat(left).as("moments of a cut").hasValueGreaterThan(100);
    }

    /** What a version in use needs is not written over, however old it is. */
    @Test
    void whatWasForcedLastStaysInUseUntilSomethingNewerIsForcedAndNoLonger() throws Exception {
        fixture.generating("a", "s-1");
        MVStore store = store();
        long forced = store.getCurrentVersion();

        for (int i = 0; i < 50; i++) {
            tracking.askAgain(fixture.claimed(fixture.story("a")), Overdue.SENDER_DIED, fixture.now(), fixture.now());
            // As H2's own thread writes what nobody waits for.
            store.commit();
        }
        assertThat(store.getCurrentVersion()).isGreaterThanOrEqualTo(forced + 50);
        assertThat(oldestInUse(store)).isLessThanOrEqualTo(forced);

        fixture.get(Durability.class).await();
        long newer = store.getCurrentVersion();
        tracking.askAgain(fixture.claimed(fixture.story("a")), Overdue.SENDER_DIED, fixture.now(), fixture.now());
        store.commit();
        assertThat(oldestInUse(store)).as("or the file would grow").isBetween(newer - 1, newer);
    }

    @Test
    void aFileThatH2HasClosedUnderUsIsTheEndThoughItCanBeOpenedAgain() throws Exception {
        List<SQLException> ends = new CopyOnWriteArrayList<>();
        H2Barrier barrier = new H2Barrier(fixture.get(DataSource.class), ends::add);
        fixture.get(CreditGate.class).open();
        barrier.force();
        MVStore store = store();
        assertThat(ends).isEmpty();

        fixture.generating("a", "s-1");
        tracking.delivering("a", "s-1", "https://v", TestLedger.service("s-1"), null);
        disk.isFull(true);
        assertThatExceptionOfType(SQLException.class).isThrownBy(barrier::force);
        disk.isFull(false);

        assertThat(store.isClosed()).isTrue();
        TestLedger again = TestLedger.asItIs(VolatileDisk.url(database));
        // Without what was committed last, and as though nothing had happened.
        await().ignoreExceptions().until(() -> again.story("a").state() == StoryState.GENERATING);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(SQLException.class).isThrownBy(barrier::force);
            assertThatExceptionOfType(SQLException.class).isThrownBy(barrier::hasRest);
        }
        assertThat(ends).hasSizeGreaterThanOrEqualTo(6);
        again.close();
        barrier.close();
    }

    private static long oldestInUse(MVStore store) {
        AtomicLong oldest = new AtomicLong();
        store.populateInfo((name, value) -> {
            if (name.equals("info.OLDEST_VERS_TO_KEEP")) {
                oldest.set(Long.parseLong(value));
            }
        });
        return oldest.get();
    }

    private MVStore store() throws SQLException {
        try (Connection connection = fixture.get(DataSource.class).getConnection()) {
            return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession()).getDatabase().getStore()
                    .getMvStore();
        }
    }

    /** Each story is at least where it was said to be. */
    private static void verify(String cut, Map<String, StoryState> said) {
        TestLedger rest = TestLedger.asItIs(VolatileDisk.url(cut));
        try {
            said.forEach((id, state) -> assertThat(rest.get(StoryQueries.class).story(id)).as("%s of %s", id, cut)
                    .hasValueSatisfying(story -> assertThat(story.state()).as("%s of %s", id, cut)
                            .isIn(fromOn(state))));
        } finally {
            rest.close();
        }
    }

    private static List<StoryState> fromOn(StoryState state) {
        List<StoryState> path = List.of(StoryState.ACCEPTED, StoryState.SUBMITTING, StoryState.GENERATING,
                StoryState.DELIVERING);
        return path.subList(path.indexOf(state), path.size());
    }

    private void thenAfterACut(String requestId, StoryState state, String storyId) {
        Story left = afterACut(requestId);
        assertThat(left.state()).isEqualTo(state);
        assertThat(left.storyId()).isEqualTo(storyId);
    }

    private Story afterACut(String requestId) {
        String cut = database + "-left-" + ++cuts;
        disk.cut(cut, luck);
        TestLedger rest = TestLedger.asItIs(VolatileDisk.url(cut));
        try {
            return rest.story(requestId);
        } finally {
            rest.close();
        }
    }
}
