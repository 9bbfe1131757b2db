package io.storyreel.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.PackagedRoutes;
import io.storyreel.exchange.PropertyNames;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.ledger.TestLedger;
import io.storyreel.service.ApiAnswer;
import io.storyreel.service.KeepAnswer;
import io.storyreel.story.StoryState;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes of the manual retry with their faults, run by plain Camel around a real ledger; the service is said. */
class RetryRouteTest {

    private final TestLedger ledger = TestLedger.fresh();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    private ApiAnswer answer;

    private String asked;

    @BeforeEach
    void start() throws Exception {
        ledger.parts().give(camel);
        ledger.parts().bindTo(camel, ManualRetry.class, StatusService.class, KeepAnswer.class,
                UnhandledFaults.class);
        PackagedRoutes.load(camel);
        camel.addRoutes(new RetryRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:check-access").setProperty(PropertyNames.HTTP_STATUS, constant(200));
                from("direct:answer-json").setHeader("answered", constant(true));
                from("direct:ask-story").errorHandler(noErrorHandler()).process(question -> {
                    asked = question.getProperty(PropertyNames.STORY_ID, String.class);
                    if (answer == null) {
                        throw new IOException("nobody is there");
                    }
                    question.setProperty(PropertyNames.ANSWER, answer);
                });
            }
        });
        AdviceWith.adviceWith(camel, "retry-story", route -> route.replaceFromWith("direct:retry"));
        camel.start();
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
        ledger.close();
    }

    @Test
    void withoutABodyTheStoryGoesOnAndNobodyIsAsked() {
        ledger.uncertain("a");

        assertThat(statusOf(retry("a", ""))).isEqualTo(202);

        assertThat(ledger.story("a").state()).isEqualTo(StoryState.ACCEPTED);
        assertThat(asked).isNull();
    }

    @Test
    void theStoryThatIsNamedIsAdoptedOnceTheServiceShowsIt() {
        ledger.uncertain("a");
        answer = new ApiAnswer(200, shown("s-9"), "", null);

        assertThat(statusOf(retry("a", "{\"story_id\":\"s-9\"}"))).isEqualTo(202);

        assertThat(asked).isEqualTo("s-9");
        assertThat(ledger.story("a").state()).isEqualTo(StoryState.GENERATING);
        assertThat(ledger.story("a").storyId()).isEqualTo("s-9");
    }

    @Test
    void theStoryThatIsNamedIsNotAdoptedWhereTheServiceDoesNotShowIt() {
        ledger.uncertain("a");

        answer = new ApiAnswer(404, null, "", null);
        assertThat(statusOf(retry("a", "{\"story_id\":\"s-9\"}"))).isEqualTo(404);
        answer = new ApiAnswer(500, null, "", null);
        assertThat(statusOf(retry("a", "{\"story_id\":\"s-9\"}"))).isEqualTo(503);
        answer = null;
        assertThat(statusOf(retry("a", "{\"story_id\":\"s-9\"}"))).isEqualTo(503);

        assertThat(ledger.story("a").state()).isEqualTo(StoryState.UNCERTAIN);
    }

    @Test
    void whatMayNotBeRetriedIsLeftAndNobodyIsAsked() {
        ledger.generating("a", "s-1");
        answer = new ApiAnswer(200, shown("s-9"), "", null);

        assertThat(statusOf(retry("a", ""))).isEqualTo(409);
        assertThat(statusOf(retry("a", "{\"story_id\":\"s-9\"}"))).isEqualTo(409);
        assertThat(statusOf(retry("b", ""))).isEqualTo(404);

        assertThat(ledger.story("a").storyId()).isEqualTo("s-1");
        assertThat(asked).isNull();
    }

    @Test
    void aBodyThatIsNotUnderstoodDoesNothing() {
        ledger.uncertain("a");

        Exchange answered = retry("a", "{\"story\":1}");

        assertThat(statusOf(answered)).isEqualTo(400);
        assertThat(answered.getMessage().getBody(String.class)).contains("story_id");
        assertThat(ledger.story("a").state()).isEqualTo(StoryState.UNCERTAIN);
    }

    private static ObjectNode shown(String storyId) {
        return TestLedger.json("{\"id\":\"" + storyId + "\",\"status\":\"processing\"}");
    }

    private Exchange retry(String requestId, String body) {
        Exchange answered = camel.createProducerTemplate().request("direct:retry", asking -> {
            asking.getIn().setHeader("requestId", requestId);
            asking.getIn().setBody(body.getBytes(StandardCharsets.UTF_8));
        });
        assertThat(answered.getMessage().getHeader("answered")).isEqualTo(true);
        assertThat(answered.getException()).isNull();
        return answered;
    }

    private static int statusOf(Exchange answered) {
        return answered.getProperty(PropertyNames.HTTP_STATUS, int.class);
    }
}
