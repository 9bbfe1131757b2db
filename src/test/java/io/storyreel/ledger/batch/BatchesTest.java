package io.storyreel.ledger.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.Concurrently;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.ReportLedger;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.batch.BatchQueries.Progress;
import io.storyreel.ledger.batch.BatchResults.Due;
import io.storyreel.ledger.batch.BatchResults.Look;
import io.storyreel.ledger.batch.BatchResults.Naming;
import io.storyreel.ledger.batch.BatchResults.Place;
import io.storyreel.ledger.batch.BatchResults.Publication;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.ledger.claim.LeaseRecovery;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.Batch;
import io.storyreel.story.BatchIntakeResult;
import io.storyreel.story.BatchItem;
import io.storyreel.story.BatchRow;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import io.storyreel.text.Sha256;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files of many requests in the ledger. */
@OnEachDatabase
class BatchesTest {

    private static final Origin ORIGIN = new Origin("inbox", Map.of(Origin.MESSAGE, "a.csv"));

    private static final Naming NAMED = () -> {
    };

    private static final Naming NEVER_NAMED = () -> {
        throw new AssertionError("it must not get its name");
    };

    private final TestLedger here = TestLedger.fresh();

    private final Batches batches = here.get(Batches.class);

    private final BatchResults results = here.get(BatchResults.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void allPiecesOfAFileAreTakenUpInItsOrder() throws IOException {
        BatchIntakeResult taken = take(batches, "a.csv", items("a", 2_500));

        assertThat(taken).isEqualTo(new BatchIntakeResult(false, 2_500, 0, 0, List.of(), 0));
        assertThat(results.rows(id("a.csv"), 1_200, 2)).extracting(row -> row.number() + " " + row.requestId())
                .containsExactly("1201 a-1200", "1202 a-1201");
        Progress progress = progress();
        assertThat(progress.states()).isEqualTo(Map.of(StoryState.ACCEPTED, 2_500));
        assertThat(progress.batch()).isEqualTo(Batch.of("a.csv", "a.csv", 2_500));
    }

    @Test
    void aFaultInTheMiddleLeavesNothing() {
        assertThatThrownBy(() -> batches.take(Batch.of("a.csv", "a.csv", 9), ORIGIN, () -> {
            Iterator<List<BatchItem>> first = items("a", 600).pieces();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public List<BatchItem> next() {
                    if (first.hasNext()) {
                        return first.next();
                    }
                    throw new UncheckedIOException(new IOException("the disk is gone"));
                }
            };
        })).isInstanceOf(IOException.class).hasMessage("the disk is gone");

        assertThat(here.get(StoryQueries.class).story("a-0")).isEmpty();
        assertThat(here.get(BatchQueries.class).page(null, null, 9)).isEmpty();
    }

    @Test
    void oneConflictRefusesAllAndIsNamed() throws IOException {
        take(batches, "a.csv", items("a", 1));
        List<BatchItem> items = new ArrayList<>(list("b", 700));
        items.add(item("a-0", "other", 702));

        BatchIntakeResult taken = take(batches, "b.csv", pieces(items));

        assertThat(taken.refusals()).isEqualTo(1);
        assertThat(taken.refused().get(0).item().line()).isEqualTo(702);
        assertThat(taken.refused().get(0).taken().outcome()).isEqualTo(Outcome.CONFLICT);
        assertThat(here.get(StoryQueries.class).story("b-0")).isEmpty();
    }

    @Test
    void duplicatesInAndBeforeTheFileAreCounted() throws IOException {
        here.accepted("before", "{\"idea\":\"x\"}");
        List<BatchItem> items = new ArrayList<>(list("a", 600));
        items.add(item("a-3", "a-3", 602));
        items.add(new BatchItem(603, new StoryRequest("before", "c".repeat(64), here.story("before").request(),
                "form")));

        BatchIntakeResult taken = take(batches, "a.csv", pieces(items));

        assertThat(taken.accepted()).isEqualTo(600);
        assertThat(taken.duplicates()).isEqualTo(2);
        assertThat(results.reportedDuplicates(id("a.csv"), 0, 9)).as("none of them is over").isEmpty();
        isReported("a-3");
        isReported("a-4");
        assertThat(results.reportedDuplicates(id("a.csv"), 0, 9)).containsExactly(new Place(601, "a-3"));
    }

    @Test
    void theSameFileIsKnownAgain() throws IOException {
        take(batches, "a.csv", items("a", 3));

        assertThat(take(batches, "a.csv", items("a", 3)).isKnown()).isTrue();
        assertThat(batches.isKnown(id("a.csv"))).isTrue();
        assertThat(batches.isKnown(id("b.csv"))).isFalse();
        assertThat(progress().states()).isEqualTo(Map.of(StoryState.ACCEPTED, 3));
    }

    @RepeatedTest(5)
    void twoReplicasWithTheSameFileTakeItUpOnce() throws Exception {
        Batches there = here.anotherProcess().get(Batches.class);

        List<BatchIntakeResult> both = Concurrently.both(() -> takeAsTheInboxDoes(batches),
                () -> takeAsTheInboxDoes(there));

        assertThat(both).filteredOn(BatchIntakeResult::isKnown).hasSize(1);
        assertThat(both).filteredOn(taken -> taken.accepted() == 1_100).hasSize(1);
    }

    @Test
    void resultsAreDueOnceAllHaveEndedAndAgainWhenOneHasGoneOn() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2), item("b", "b", 3))));
        assertThat(results.look().ended()).isEmpty();
        fail("a");
        assertThat(results.look().ended()).isEmpty();
        fail("b");

        Due due = claimed();

        assertThat(due.batch().fileName()).isEqualTo("a.csv");
        assertThat(results.look().ended()).as("somebody writes them").isEmpty();
        assertThat(results.publish(due, NAMED)).isEqualTo(Publication.WRITTEN);
        assertThat(results.look().someWait()).isFalse();
        assertThat(here.get(Retries.class).retry("a")).isTrue();
        assertThat(results.look()).isEqualTo(new BatchResults.Look(List.of(), List.of(), true));
        fail("a");
        Due again = claimed();
        here.get(Retries.class).retry("b");
        assertThat(results.publish(again, NEVER_NAMED)).as("it has gone on while they were written")
                .isEqualTo(Publication.OVERTAKEN);
        fail("b");
        assertThat(results.look().ended()).hasSize(1);
    }

    @Test
    void whoWasKilledOverTheResultsIsNotWaitedForForEver() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2))));
        fail("a");
        Due held = claimed();

        here.later(Duration.ofMinutes(2));
        BatchResults there = here.anotherProcess().get(BatchResults.class);
        Due taken = there.claimed(there.look().ended().get(0)).orElseThrow();

        assertThat(results.renewed(held)).as("lost").isEqualTo(held);
        assertThat(results.publish(held, NEVER_NAMED)).isEqualTo(Publication.OVERTAKEN);
        assertThat(there.publish(taken, NAMED)).isEqualTo(Publication.WRITTEN);
    }

    @Test
    void ofTwoReplicasOneClaimsABatchAndHoldsItForAsLongAsItWrites() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2))));
        fail("a");
        BatchResults there = here.anotherProcess().get(BatchResults.class);
        Due seenThere = there.look().ended().get(0);
        Due held = claimed();
        assertThat(there.claimed(seenThere)).isEmpty();

        here.later(Duration.ofSeconds(50));
        Due longer = results.renewed(held);
        here.later(Duration.ofSeconds(50));

        assertThat(there.claimed(seenThere)).isEmpty();
        assertThat(results.publish(longer, NAMED)).isEqualTo(Publication.WRITTEN);
    }

    @Test
    void aSheetThatCouldNotGetItsNameIsDueOnceMore() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2))));
        fail("a");
        Due due = claimed();

        assertThatThrownBy(() -> results.publish(due, () -> {
            throw new IOException("the disk is full");
        })).isInstanceOf(IOException.class).hasMessage("the disk is full");

        here.later(Duration.ofMinutes(2));
        assertThat(results.look().ended()).hasSize(1);
    }

    @Test
    void ofTwoFilesOfTheSameNameTheLaterOnesResultsStay() throws IOException {
        take(batches, "first", "a.csv", pieces(List.of(item("a", "a", 2))));
        here.later(Duration.ofSeconds(1));
        take(batches, "second", "a.csv", pieces(List.of(item("b", "b", 2))));
        fail("b");
        Due later = claimed();
        assertThat(later.batch().id()).isEqualTo(id("second"));
        results.publish(later, NAMED);
        fail("a");

        Look look = results.look();

        assertThat(look.ended()).isEmpty();
        assertThat(look.replaced()).extracting(due -> due.batch().id()).containsExactly(id("first"));
        assertThat(results.look().someWait()).isFalse();
    }

    @Test
    void theLaterOnesResultsStayAlsoWhereBothWereWrittenAtOnce() throws IOException {
        // Of the same moment: then the order is that of the ids.
        String first = id("x").compareTo(id("y")) < 0 ? "x" : "y";
        String second = first.equals("x") ? "y" : "x";
        take(batches, second, "a.csv", pieces(List.of(item("b", "b", 2))));
        take(batches, first, "a.csv", pieces(List.of(item("a", "a", 2))));
        fail("a");
        fail("b");
        List<Due> ended = results.look().ended();
        assertThat(ended).extracting(due -> due.batch().id()).containsExactly(id(first), id(second));
        Due earlier = results.claimed(ended.get(0)).orElseThrow();
        results.publish(results.claimed(ended.get(1)).orElseThrow(), NAMED);

        assertThat(results.publish(earlier, NEVER_NAMED)).isEqualTo(Publication.REPLACED);
        assertThat(results.look().someWait()).isFalse();
    }

    @Test
    void thoseThatCameFirstComeFirst() throws IOException {
        for (int i = 0; i < 60; i++) {
            take(batches, "file " + i, "a.csv", pieces(List.of(item("a" + i, "a", 2))));
            fail("a" + i);
            here.later(Duration.ofSeconds(1));
        }

        List<Due> first = results.look().ended();
        List<Due> others = results.look().ended();

        assertThat(Stream.concat(first.stream(), others.stream()).map(due -> due.batch().id()))
                .containsExactlyElementsOf(IntStream.range(0, 60).mapToObj(i -> id("file " + i)).toList());
    }

    @Test
    void resultsThatWereTakenAwayAreWrittenAgainButNotBeforeTheyWereWritten() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2))));
        batches.writeAgain(id("a.csv"));
        fail("a");
        results.publish(claimed(), NAMED);
        assertThat(batches.isKnown(id("a.csv"))).isTrue();
        assertThat(results.look().someWait()).as("to know it is no reason to write").isFalse();

        batches.writeAgain(id("a.csv"));

        assertThat(results.look().ended()).hasSize(1);
    }

    @Test
    void aRowTellsWhatTheSheetOfResultsHas() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2), item("a", "a", 3))));
        fail("a");

        assertThat(results.rows(id("a.csv"), 0, 9)).containsExactly(
                new BatchRow(1, false, "a", StoryState.FAILED, null, null, null, ErrorCode.API_VALIDATION, "no"),
                new BatchRow(2, true, "a", StoryState.FAILED, null, null, null, ErrorCode.API_VALIDATION, "no"));
    }

    @Test
    @Timeout(60)
    void whoWaitsTooLongForAnotherOnesFileIsToldThatTheLedgerIsBusyAndNotAway() throws Exception {
        try (Connection other = here.get(DataSource.class).getConnection()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("INSERT INTO story (request_id, state, content_sha256, dialect, received_at)"
                        + " VALUES ('a', 'accepted', 'x', 'form', CURRENT_TIMESTAMP)");
            }
            assertThatThrownBy(() -> here.accepted("a", TestLedger.REQUEST)).isInstanceOf(LedgerUnavailable.class)
                    .hasMessageStartingWith("the ledger is busy");
            other.rollback();
        }
    }

    @Test
    void whatABatchCostsLeavesItsDuplicatesOut() throws IOException {
        take(batches, "a.csv", pieces(List.of(item("a", "a", 2), item("a", "a", 3))));

        assertThat(progress().duplicates()).isEqualTo(1);
        assertThat(progress().used()).isEqualByComparingTo(BigDecimal.ZERO);
        assertThat(here.get(BatchQueries.class).one("0".repeat(32))).isEmpty();
    }

    /** Where the ledger is busy, the file stays and is taken later. */
    private static BatchIntakeResult takeAsTheInboxDoes(Batches batches) throws IOException {
        try {
            return take(batches, "a.csv", items("a", 1_100));
        } catch (LedgerUnavailable e) {
            assertThat(e).hasMessageStartingWith("the ledger is busy");
            return takeAsTheInboxDoes(batches);
        }
    }

    private Due claimed() {
        return results.claimed(results.look().ended().get(0)).orElseThrow();
    }

    private void isReported(String requestId) {
        fail(requestId);
        Story story = here.get(DueStories.class).dueReports(9).stream()
                .filter(one -> one.requestId().equals(requestId)).findFirst().orElseThrow();
        assertThat(here.get(ReportLedger.class).reported(story)).isTrue();
    }

    private void fail(String requestId) {
        SubmissionLedger ledger = here.get(SubmissionLedger.class);
        Story story = here.get(DueStories.class).due(StoryState.ACCEPTED, 999).stream()
                .filter(one -> one.requestId().equals(requestId)).findFirst().orElseThrow();
        assertThat(ledger.failed(story, StoryState.ACCEPTED, StoryError.of(ErrorCode.API_VALIDATION,
                Stage.SUBMIT, "no"))).isTrue();
        here.get(LeaseRecovery.class).releaseAll();
    }

    private Progress progress() {
        return here.get(BatchQueries.class).page(null, null, 9).get(0);
    }

    private static BatchIntakeResult take(Batches batches, String identity, Batches.Items items) throws IOException {
        return take(batches, identity, identity, items);
    }

    private static BatchIntakeResult take(Batches batches, String identity, String name, Batches.Items items)
            throws IOException {
        int rows = 0;
        for (Iterator<List<BatchItem>> all = items.pieces(); all.hasNext();) {
            rows += all.next().size();
        }
        return batches.take(Batch.of(identity, name, rows), ORIGIN, items);
    }

    private static String id(String identity) {
        return Batch.idOf(identity);
    }

    private static Batches.Items items(String name, int count) {
        return pieces(list(name, count));
    }

    private static List<BatchItem> list(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> item(name + "-" + i, name + "-" + i, i + 2)).toList();
    }

    private static Batches.Items pieces(List<BatchItem> items) {
        return () -> IntStream.range(0, (items.size() + 499) / 500)
                .mapToObj(i -> items.subList(i * 500, Math.min(items.size(), (i + 1) * 500))).iterator();
    }

    private static BatchItem item(String requestId, String idea, int line) {
        return new BatchItem(line, new StoryRequest(requestId, Sha256.of(idea),
                JsonNodeFactory.instance.objectNode().put("idea", idea), "form"));
    }
}
