package io.storyreel.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.PackagedRoutes;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Submission;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.service.ApiAnswer;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.test.junit6.CamelTestSupport;
import org.junit.jupiter.api.Test;

/** The packaged join, with its repository on a real H2. */
class TrackJoinRouteTest extends CamelTestSupport {

    private final TestLedger ledger = TestLedger.fresh();

    private final JoinEvents events = new JoinEvents();

    /** The three kinds, named as the permutations spell them. */
    private enum Kind {
        TICKET, CALLBACK, OBSERVATION
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext camel = new DefaultCamelContext();
        ledger.parts().bindTo(camel, StoryJoin.class, JoinRepository.class, JoinCompletion.class, StagePermits.class,
                UnhandledFaults.class);
        PackagedRoutes.load(camel);
        camel.addRoutes(new JoinRoutes());
        return camel;
    }

    @Override
    protected void doPostTearDown() {
        ledger.close();
    }

    /** All of them are asked for or sent once the ledger knows the batch; each may come twice. */
    @Test
    void inWhateverOrderTheEventsComeTheStoryMovesOnOnceWithTheFirstObservation() {
        List<List<Kind>> orders = permutations(List.of(Kind.TICKET, Kind.CALLBACK, Kind.OBSERVATION,
                Kind.OBSERVATION));
        assertThat(orders).hasSize(12);

        for (int i = 0; i < orders.size(); i++) {
            List<Kind> order = orders.get(i);
            String requestId = "r-" + i;
            Story story = ledger.generating(requestId, "s-" + i);
            int first = order.indexOf(Kind.OBSERVATION);
            for (int sent = 0; sent < order.size(); sent++) {
                join(sent(order.get(sent), story, "https://v/" + sent));

                awaitState(requestId, sent < first ? StoryState.GENERATING : StoryState.DELIVERING);
            }
            assertThat(ledger.story(requestId).videoUrl()).as("the first observation of %s", order)
                    .isEqualTo("https://v/" + first);
        }
    }

    @Test
    void callbacksAloneMoveNothingHoweverMany() {
        Story story = ledger.generating("a", "s-1");

        for (int i = 0; i < 9; i++) {
            join(sent(Kind.CALLBACK, story, null));
        }
        join(sent(Kind.TICKET, story, ""));

        assertThat(ledger.story("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void anObservationOfARowOfOursNeedsNoOtherEvent() {
        Story story = ledger.generating("a", "s-1");

        join(events.observation(story, Observation.MADE, answer("s-1", "https://v/1")));

        awaitState("a", StoryState.DELIVERING);
        assertThat(ledger.story("a").videoUrl()).isEqualTo("https://v/1");
    }

    @Test
    void aFailureTheServiceReportsEndsTheStoryInTheServicesWords() {
        Story story = ledger.generating("a", "s-1");
        ObjectNode failed = TestLedger.service("s-1").put("status", "fail").put("message", "no cats today");

        join(events.observation(story, Observation.FAILED, new ApiAnswer(200, failed, "", null)));

        awaitState("a", StoryState.FAILED);
        assertThat(ledger.story("a").error().code()).isEqualTo(ErrorCode.GENERATION_FAILED);
        assertThat(ledger.story("a").error().message()).isEqualTo("no cats today");
        assertThat(ledger.story("a").reportAt()).isEqualTo(ledger.now());
    }

    @Test
    void eventsOfDifferentBatchesAreNotMixed() {
        Story one = ledger.generating("one", "s-1");
        Story other = ledger.generating("other", "s-2");

        join(sent(Kind.TICKET, one, ""));
        join(sent(Kind.OBSERVATION, other, "https://v"));

        awaitState("other", StoryState.DELIVERING);
        assertThat(ledger.story("one").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void anEventAfterTheEndChangesNothing() {
        Story over = ledger.generating("over", "s-2");
        join(events.observation(over, Observation.MADE, answer("s-2", "https://v")));
        awaitState("over", StoryState.DELIVERING);
        Story before = ledger.story("over");

        join(sent(Kind.CALLBACK, over, null));
        join(events.observation(over, Observation.FAILED, answer("s-2", "https://w")));

        assertThat(ledger.story("over")).isEqualTo(before);
    }

    @Test
    void aStoryThatIsMadeGoesStraightToADelivererWhereThereIsAPermitAndWaitsInTheLedgerOtherwise() {
        Story straight = ledger.claimed(ledger.generating("straight", "s-1"));
        Story waiting = ledger.claimed(ledger.generating("waiting", "s-2"));
        StagePermits places = ledger.get(StagePermits.class);

        join(events.observation(straight, Observation.MADE, answer("s-1", "https://v")));
        awaitState("straight", StoryState.DELIVERING);
        int rest = places.takeFree(StagePermits.DELIVER);
        join(events.observation(waiting, Observation.MADE, answer("s-2", "https://v")));
        awaitState("waiting", StoryState.DELIVERING);

        Story handedOver = consumer.receiveBody("seda:deliver-video", 5000, Story.class);
        assertThat(handedOver.requestId()).isEqualTo("straight");
        assertThat(handedOver).isEqualTo(ledger.story("straight"));
        assertThat(rest).isEqualTo(places.deliver() - 1);
        assertThat(ledger.get(DueStories.class).due(StoryState.DELIVERING, 9)).extracting(Story::requestId)
                .containsExactly("waiting");
    }

    private void join(JoinEvent event) {
        assertThat(context.createFluentProducerTemplate().to("direct:join-story").withBody(event).send().getException())
                .isNull();
    }

    /** The join completes on a thread of its own. */
    private void awaitState(String requestId, StoryState state) {
        await().pollInterval(Duration.ofMillis(2)).untilAsserted(
                () -> assertThat(ledger.story(requestId).state()).isEqualTo(state));
    }

    /** As production sends it. */
    private JoinEvent sent(Kind kind, Story story, String videoUrl) {
        return switch (kind) {
            case TICKET -> events.ticket(new Submission(story, false), answer(story.storyId(), ""));
            case CALLBACK -> events.callback(new WebhookEvent(story.storyId(), "success"));
            case OBSERVATION -> events.observation(story, Observation.MADE, answer(story.storyId(), videoUrl));
        };
    }

    private static ApiAnswer answer(String storyId, String videoUrl) {
        return new ApiAnswer(200, TestLedger.service(storyId).put("status", "success")
                .put("video_url", videoUrl), "", null);
    }

    private static List<List<Kind>> permutations(List<Kind> kinds) {
        if (kinds.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Kind>> all = new ArrayList<>();
        kinds.stream().distinct().forEach(first -> {
            List<Kind> rest = new ArrayList<>(kinds);
            rest.remove(first);
            permutations(rest).forEach(tail -> {
                List<Kind> one = new ArrayList<>(List.of(first));
                one.addAll(tail);
                all.add(one);
            });
        });
        return all;
    }
}
