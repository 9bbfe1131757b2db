package io.storyreel.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.service.ApiAnswer;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObserverTest {

    private static final Duration GRACE = Duration.ofSeconds(60);

    private final TestLedger ledger = TestLedger.fresh();

    private Observer observer;

    @BeforeEach
    void start() {
        ledger.parts().give(new DefaultCamelContext());
        observer = ledger.get(Observer.class);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @ParameterizedTest
    @CsvSource({"new,NOT_YET", "processing,NOT_YET", "'',NOT_YET", "whatever,NOT_YET", "fail,FAILED",
            "success,NOT_YET"})
    void aStatusWithoutAVideoIsWaitedOnUnlessItIsTheEnd(String status, Observation expected) {
        assertThat(observer.weigh(generating(), answer(service(status)))).isEqualTo(expected);
    }

    @Test
    void successIsTheEndOnlyWithAVideosAddress() {
        Story story = generating();

        assertThat(observer.weigh(story, answer(service("success").put("video_url", "https://v"))))
                .isEqualTo(Observation.MADE);
        assertThat(observer.weigh(story, answer(service("success").put("video_url", " "))))
                .isEqualTo(Observation.NOT_YET);
        assertThat(observer.weigh(story, answer(service("success").putNull("video_url"))))
                .isEqualTo(Observation.NOT_YET);
        assertThat(observer.weigh(story, answer(service("processing").put("video_url", "https://v"))))
                .isEqualTo(Observation.NOT_YET);
    }

    @Test
    void concatIsDueOnceTheGraceIsOverAndNeverAgainAfterIt() {
        observer.notYet(generating(), answer(service("success")), ledger.now(), null);
        assertThat(ledger.story("a").composeAt()).isEqualTo(ledger.now().plus(GRACE));
        ledger.later(GRACE.minusMillis(1));
        assertThat(observer.weigh(ledger.story("a"), answer(service("success")))).isEqualTo(Observation.NOT_YET);
        ledger.later(Duration.ofMillis(1));

        Story due = ledger.claimed(ledger.story("a"));
        assertThat(observer.weigh(due, answer(service("success")))).isEqualTo(Observation.COMPOSE_DUE);
        ledger.get(TrackingLedger.class).startComposing(due);
        assertThat(observer.weigh(ledger.story("a"), answer(service("success")))).isEqualTo(Observation.NOT_YET);
    }

    @Test
    void theNextLookAfterASuccessWithoutAVideoIsNotLaterThanConcatIsDue() {
        observer.notYet(generating(), answer(service("success")), ledger.now(), null);
        ledger.later(Duration.ofSeconds(30));
        observer.notYet(due(), answer(service("success")), ledger.now(), null);
        assertThat(ledger.get(DueStories.class).due(StoryState.GENERATING, 1)).isEmpty();
        ledger.later(Duration.ofSeconds(30));

        assertThat(ledger.get(DueStories.class).due(StoryState.GENERATING, 1)).hasSize(1);
    }

    @Test
    void aStoryThatTurnsBackFromSuccessHasItsGraceAnew() {
        observer.notYet(generating(), answer(service("success")), ledger.now(), null);
        ledger.later(Duration.ofSeconds(30));
        observer.notYet(due(), answer(service("processing")), ledger.now(), null);

        assertThat(ledger.story("a").composeAt()).isNull();
    }

    @Test
    void whatAGetShowsIsNotedAndAnUnbelievableProgressIsBounded() {
        observer.notYet(generating(), answer(service("processing").put("progress_percentage", 250)
                .put("used_credits", new BigDecimal("12.5"))), ledger.now(), null);

        Story story = ledger.story("a");
        assertThat(story.progress()).isEqualTo(100);
        assertThat(story.usedCredits()).isEqualByComparingTo("12.5");
        assertThat(story.service().path("status").asText()).isEqualTo("processing");
    }

    private Story generating() {
        return ledger.claimed(ledger.generating("a", "s-1"));
    }

    private Story due() {
        return ledger.get(DueStories.class).due(StoryState.GENERATING, 1).get(0);
    }

    private static ObjectNode service(String status) {
        return TestLedger.service("s-1").put("status", status);
    }

    private static ApiAnswer answer(ObjectNode service) {
        return new ApiAnswer(200, service, "", null);
    }
}
