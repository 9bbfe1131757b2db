package io.storyreel.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.PackagedRoutes;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.HouseFaults;
import io.storyreel.ledger.JoinGroups;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryState;
import io.storyreel.ledger.TestLedger;
import io.storyreel.service.ApiAnswer;
import io.storyreel.submit.Submission;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
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
        return contextOf(ledger);
    }

    private static CamelContext contextOf(TestLedger process) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        process.parts().bindTo(camel, StoryJoin.class, JoinRepository.class, Tracked.class, PollCadence.class,
                HouseFaults.class);
        camel.getRegistry().bind("ledger", process.get(DataSource.class));
        PackagedRoutes.load(camel, "90-faults", "32-track-join");
        AdviceWith.adviceWith(camel, "close-forgotten-groups", route -> route.replaceFromWith("direct:close"));
        return camel;
    }

    @Override
    protected void doPostTearDown() {
        ledger.close();
    }

    @Test
    void inWhateverOrderTheDoubledEventsComeTheStoryMovesOnOnceTicketAndObservationAreThere() {
        List<List<Kind>> orders = permutations(List.of(Kind.TICKET, Kind.TICKET, Kind.CALLBACK, Kind.CALLBACK,
                Kind.OBSERVATION, Kind.OBSERVATION));
        assertThat(orders).hasSize(90);

        for (int i = 0; i < orders.size(); i++) {
            List<Kind> order = orders.get(i);
            String requestId = "r-" + i;
            Story story = ledger.generating(requestId, "s-" + i);
            for (int sent = 1; sent <= order.size(); sent++) {
                join(context, event(order.get(sent - 1), story, "https://v/" + sent));

                if (order.subList(0, sent).containsAll(List.of(Kind.TICKET, Kind.OBSERVATION))) {
                    awaitState(requestId, StoryState.DELIVERING);
                } else {
                    assertThat(ledger.story(requestId).state()).as("%s after %s", order, sent)
                            .isEqualTo(StoryState.GENERATING);
                }
            }
            assertThat(ledger.story(requestId).videoUrl()).as("the first observation that made %s whole", order)
                    .isEqualTo("https://v/" + firstToMakeWhole(order));
        }
    }

    @Test
    void whatCameBeforeARestartIsJoinedWithWhatComesAfterIt() throws Exception {
        List<List<Kind>> orders = permutations(List.of(Kind.values()));
        assertThat(orders).hasSize(6);

        for (int i = 0; i < orders.size(); i++) {
            for (int restart = 1; restart < 3; restart++) {
                String requestId = "r-" + i + "-" + restart;
                Story story = ledger.generating(requestId, "s-" + i + "-" + restart);
                List<Kind> order = orders.get(i);
                order.subList(0, restart).forEach(kind -> join(context, event(kind, story, "https://v")));

                try (CamelContext restarted = contextOf(ledger.anotherProcess())) {
                    restarted.start();
                    order.subList(restart, 3).forEach(kind -> join(restarted, event(kind, story, "https://v")));

                    awaitState(requestId, StoryState.DELIVERING);
                }
            }
        }
    }

    @Test
    void callbacksAloneMoveNothingHoweverMany() {
        Story story = ledger.generating("a", "s-1");

        for (int i = 0; i < 9; i++) {
            join(context, event(Kind.CALLBACK, story, null));
        }
        join(context, event(Kind.TICKET, story, null));

        assertThat(ledger.story("a").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void anObservationOfARowOfOursNeedsNoOtherEvent() {
        Story story = ledger.generating("a", "s-1");

        join(context, events.observation(story, "success", answer(story, "https://v/1")));

        awaitState("a", StoryState.DELIVERING);
        assertThat(ledger.story("a").videoUrl()).isEqualTo("https://v/1");
        await().untilAsserted(() -> assertThat(ledger.get(JoinGroups.class).open()).isEmpty());
    }

    @Test
    void aFailureTheServiceReportsEndsTheStoryInTheServicesWords() {
        Story story = ledger.generating("a", "s-1");
        ObjectNode failed = TestLedger.service("s-1").put("status", "fail").put("message", "no cats today");

        join(context, events.observation(story, "fail", new ApiAnswer(200, failed, "", null)));

        awaitState("a", StoryState.FAILED);
        assertThat(ledger.story("a").error().code()).isEqualTo(ErrorCode.GENERATION_FAILED);
        assertThat(ledger.story("a").error().message()).isEqualTo("no cats today");
        assertThat(ledger.story("a").reportAt()).isEqualTo(ledger.now());
    }

    @Test
    void eventsOfDifferentBatchesAreNotMixed() {
        Story one = ledger.generating("one", "s-1");
        Story other = ledger.generating("other", "s-2");

        join(context, event(Kind.TICKET, one, null));
        join(context, event(Kind.OBSERVATION, other, "https://v"));

        assertThat(ledger.story("one").state()).isEqualTo(StoryState.GENERATING);
        assertThat(ledger.story("other").state()).isEqualTo(StoryState.GENERATING);
    }

    @Test
    void anEventAfterTheEndDoesNotLiveOn() {
        Story waiting = ledger.generating("waiting", "s-1");
        Story over = ledger.generating("over", "s-2");
        join(context, event(Kind.CALLBACK, waiting, null));
        join(context, events.observation(over, "success", answer(over, "https://v")));
        awaitState("over", StoryState.DELIVERING);
        join(context, event(Kind.CALLBACK, over, null));

        template.sendBody("direct:close", "");
        assertThat(ledger.get(JoinGroups.class).open()).containsExactlyInAnyOrder("s-1", "s-2");
        ledger.later(Duration.ofMinutes(61));
        template.sendBody("direct:close", "");

        assertThat(ledger.get(JoinGroups.class).open()).containsExactly("s-1");
    }

    private static void join(CamelContext camel, Map<String, Object> event) {
        assertThat(camel.createFluentProducerTemplate().to("direct:join-story").withBody(event).send().getException())
                .isNull();
    }

    /** The join completes on a thread of its own. */
    private void awaitState(String requestId, StoryState state) {
        await().pollInterval(Duration.ofMillis(2)).untilAsserted(
                () -> assertThat(ledger.story(requestId).state()).isEqualTo(state));
    }

    /** Which event's observation decides: the last of those that had come when the group was whole. */
    private static int firstToMakeWhole(List<Kind> order) {
        int ticket = order.indexOf(Kind.TICKET);
        int observation = order.indexOf(Kind.OBSERVATION);
        return observation > ticket ? observation + 1 : order.subList(0, ticket).lastIndexOf(Kind.OBSERVATION) + 1;
    }

    private Map<String, Object> event(Kind kind, Story story, String videoUrl) {
        return switch (kind) {
            case TICKET -> events.ticket(new Submission(story, false), answer(story, ""));
            case CALLBACK -> events.callback(new WebhookEvent(story.storyId(), "success"));
            case OBSERVATION -> {
                // A bare one, without the ticket it usually brings along: so the order matters.
                Map<String, Object> bare = new HashMap<>(events.observation(story, "success", answer(story, videoUrl)));
                bare.remove(JoinEvents.REQUEST_ID);
                yield bare;
            }
        };
    }

    private static ApiAnswer answer(Story story, String videoUrl) {
        return new ApiAnswer(200, TestLedger.service(story.storyId()).put("status", "success")
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
