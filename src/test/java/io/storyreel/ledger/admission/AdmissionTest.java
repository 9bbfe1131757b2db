package io.storyreel.ledger.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.storyreel.ledger.Concurrently;
import io.storyreel.ledger.OnEachDatabase;
import io.storyreel.ledger.StepLedger;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@OnEachDatabase
class AdmissionTest {

    private static final Origin ORIGIN = new Origin("inbox", Map.of("file", "a.json"));

    private final TestLedger here = TestLedger.fresh();

    private final Admission admission = here.get(Admission.class);

    private final Admission there = here.anotherProcess().get(Admission.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void aNewRequestIsTakenUpAsItCame() {
        IntakeResult taken = admission.take(List.of(item("a", "content")), ORIGIN).get(0);

        assertThat(taken.outcome()).isEqualTo(Outcome.ACCEPTED);
        Story story = here.story("a");
        assertThat(story).isEqualTo(taken.story());
        assertThat(story.state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(story.origin()).isEqualTo(ORIGIN);
        assertThat(story.request().toString()).isEqualTo("{\"idea\":\"content\",\"deep\":{\"a\":1.50}}");
        assertThat(story.receivedAt()).isEqualTo(here.now());
    }

    @Test
    void theSameContentAgainIsADuplicateThatShowsTheFirstStory() {
        here.generating("a", "s-1");
        Story first = here.story("a");

        IntakeResult again = admission.take(List.of(new StoryRequest("a", first.contentSha256(), first.request(),
                "form")), ORIGIN)
                .get(0);

        assertThat(again.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(again.story()).isEqualTo(first);
        assertThat(here.story("a")).isEqualTo(first);
    }

    @Test
    void otherContentUnderATakenIdIsAConflictAndNothingOfItsDocumentIsTakenUp() {
        admission.take(List.of(item("b", "first")), ORIGIN);

        List<IntakeResult> taken = admission.take(List.of(item("a", "new"), item("b", "other"), item("c", "new")),
                ORIGIN);

        assertThat(taken).extracting(IntakeResult::outcome).containsExactly(Outcome.ACCEPTED, Outcome.CONFLICT,
                Outcome.ACCEPTED);
        assertThat(here.get(StoryQueries.class).page(List.of(), null, null, null, 9)).extracting(Story::requestId)
                .containsExactly("b");
        assertThat(here.story("b").requested("idea")).isEqualTo("first");
    }

    @Test
    void theSameIdTwiceInABatchIsOneStory() {
        List<IntakeResult> taken = admission.take(List.of(item("a", "same"), item("a", "same")), ORIGIN);

        assertThat(taken).extracting(IntakeResult::outcome).containsExactly(Outcome.ACCEPTED, Outcome.DUPLICATE);
    }

    @Test
    void theSameIdTwiceInABatchWithOtherContentIsAConflict() {
        List<IntakeResult> taken = admission.take(List.of(item("a", "one"), item("a", "two")), ORIGIN);

        assertThat(taken).extracting(IntakeResult::outcome).containsExactly(Outcome.ACCEPTED, Outcome.CONFLICT);
        assertThat(here.get(StoryQueries.class).story("a")).isEmpty();
    }

    @RepeatedTest(20)
    void whenTwoReplicasTakeTheSameRequestAtOnceOneOfThemHasADuplicate() throws Exception {
        List<StoryRequest> document = List.of(item("a", "content"));

        assertThat(Concurrently.both(() -> outcomes(admission, document), () -> outcomes(there, document)))
                .containsExactlyInAnyOrder(List.of(Outcome.ACCEPTED), List.of(Outcome.DUPLICATE));
    }

    @RepeatedTest(10)
    void twoBatchesOfTheSameRequestsInOtherOrdersDoNotWaitForEachOther() throws Exception {
        List<StoryRequest> batch = IntStream.range(0, 30).mapToObj(i -> item("r-" + i, "content")).toList();
        List<StoryRequest> reversed = new ArrayList<>(batch);
        Collections.reverse(reversed);

        List<List<Outcome>> outcomes = Concurrently.both(() -> outcomes(admission, batch), () -> outcomes(there,
                reversed));

        assertThat(outcomes).containsExactlyInAnyOrder(Collections.nCopies(30, Outcome.ACCEPTED),
                Collections.nCopies(30, Outcome.DUPLICATE));
    }

    @RepeatedTest(10)
    void whereOneOfTwoReplicasTakesNothingTheOtherOneTakesItAll() throws Exception {
        here.accepted("taken", TestLedger.REQUEST);

        List<List<Outcome>> outcomes = Concurrently.both(
                () -> outcomes(admission, List.of(item("a", "content"), item("taken", "other content"))),
                () -> outcomes(there, List.of(item("a", "content"))));

        assertThat(outcomes.get(0)).last().isEqualTo(Outcome.CONFLICT);
        assertThat(outcomes.get(1)).containsExactly(Outcome.ACCEPTED);
        assertThat(here.get(StoryQueries.class).story("a")).isPresent();
    }

    @RepeatedTest(10)
    void theSameResumeToTwoReplicasAtOnceGoesOnOnce() throws Exception {
        here.get(StepLedger.class).review(here.submitting("a", TestLedger.ADVANCED), Step.ELEMENTS,
                "s-1", TestLedger.service("s-1"), null);
        StoryRequest resume = new StoryRequest("a", "sha",
                TestLedger.json("{\"request_id\":\"a\",\"resume\":{}}"), "form");

        assertThat(Concurrently.both(() -> outcomes(admission, List.of(resume)), () -> outcomes(there,
                List.of(resume))))
                .containsOnly(List.of(Outcome.RESUMED));
        assertThat(here.story("a").state()).isEqualTo(StoryState.ACCEPTED);
    }

    private static List<Outcome> outcomes(Admission replica, List<StoryRequest> document) {
        return replica.take(document, ORIGIN).stream().map(IntakeResult::outcome).toList();
    }

    private static StoryRequest item(String requestId, String content) {
        return new StoryRequest(requestId, "sha-of-" + content,
                TestLedger.json("{\"idea\":\"" + content + "\",\"deep\":{\"a\":1.50}}"), "form");
    }
}
