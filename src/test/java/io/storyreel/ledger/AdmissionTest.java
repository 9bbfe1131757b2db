package io.storyreel.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.storyreel.ledger.Taken.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Origin ORIGIN = new Origin("inbox", Map.of("file", "a.json"));

    private final TestLedger here = TestLedger.fresh();

    private final Admission admission = here.get(Admission.class);

    @AfterEach
    void close() {
        here.close();
    }

    @Test
    void aNewRequestIsTakenUpAsItCame() {
        Taken taken = admission.take(List.of(item("a", "content")), ORIGIN).get(0);

        assertThat(taken.verdict()).isEqualTo(Verdict.ACCEPTED);
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

        Taken again = admission.take(List.of(new StoryRequest("a", first.contentSha256(), first.request())), ORIGIN)
                .get(0);

        assertThat(again.verdict()).isEqualTo(Verdict.DUPLICATE);
        assertThat(again.story()).isEqualTo(first);
        assertThat(here.story("a")).isEqualTo(first);
    }

    @Test
    void otherContentUnderATakenIdIsAConflictAndNothingOfItsDocumentIsTakenUp() {
        admission.take(List.of(item("b", "first")), ORIGIN);

        List<Taken> taken = admission.take(List.of(item("a", "new"), item("b", "other"), item("c", "new")), ORIGIN);

        assertThat(taken).extracting(Taken::verdict).containsExactly(Verdict.ACCEPTED, Verdict.CONFLICT,
                Verdict.ACCEPTED);
        assertThat(here.get(StoryQueries.class).page(null, null, null, 9)).extracting(Story::requestId)
                .containsExactly("b");
        assertThat(here.story("b").requested("idea")).isEqualTo("first");
    }

    @Test
    void theSameIdTwiceInABatchIsOneStory() {
        List<Taken> taken = admission.take(List.of(item("a", "same"), item("a", "same")), ORIGIN);

        assertThat(taken).extracting(Taken::verdict).containsExactly(Verdict.ACCEPTED, Verdict.DUPLICATE);
    }

    @Test
    void theSameIdTwiceInABatchWithOtherContentIsAConflict() {
        List<Taken> taken = admission.take(List.of(item("a", "one"), item("a", "two")), ORIGIN);

        assertThat(taken).extracting(Taken::verdict).containsExactly(Verdict.ACCEPTED, Verdict.CONFLICT);
        assertThat(here.get(StoryQueries.class).story("a")).isEmpty();
    }

    @RepeatedTest(10)
    void whenTwoReplicasTakeTheSameRequestAtOnceOneOfThemHasADuplicate() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService replicas = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Verdict>> both = List.of(taking(admission, together),
                    taking(here.anotherProcess().get(Admission.class), together));
            List<Future<Verdict>> verdicts = replicas.invokeAll(both, 20, TimeUnit.SECONDS);

            assertThat(List.of(verdicts.get(0).get(), verdicts.get(1).get()))
                    .containsExactlyInAnyOrder(Verdict.ACCEPTED, Verdict.DUPLICATE);
        } finally {
            replicas.shutdownNow();
        }
    }

    private static Callable<Verdict> taking(Admission replica, CyclicBarrier together) {
        return () -> {
            together.await(10, TimeUnit.SECONDS);
            return replica.take(List.of(item("a", "content")), ORIGIN).get(0).verdict();
        };
    }

    private static StoryRequest item(String requestId, String content) {
        return new StoryRequest(requestId, "sha-of-" + content,
                TestLedger.json("{\"idea\":\"" + content + "\",\"deep\":{\"a\":1.50}}"));
    }
}
