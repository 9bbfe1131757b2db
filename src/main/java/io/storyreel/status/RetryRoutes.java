package io.storyreel.status;

import static io.storyreel.exchange.PropertyNames.HTTP_STATUS;
import static io.storyreel.exchange.PropertyNames.OUTCOME;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;
import static io.storyreel.exchange.PropertyNames.STORY_ID;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Manual retry of a story that ended without a video. A slip here pays twice, so it is no file to be edited. */
public final class RetryRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("platform-http:/api/stories/{requestId}/retry?httpMethodRestrict=POST&populateBodyWithForm=false")
                .routeId("retry-story").routeConfigurationId("status-faults")
                .routeDescription("POST /api/stories/{request_id}/retry. Without a body a person has said to pay again;"
                        + " with a story_id that story is adopted, once a GET has shown it. 202, 404 unknown, 409 in"
                        + " any other state, 400 for a bad body.")
                .setProperty(REQUEST_ID, header("requestId"))
                .to("direct:check-access")
                // What a caller writes into headers must steer nothing behind this line.
                .removeHeaders("*")
                .setProperty(STORY_ID, method("manualRetry", "namedStory"))
                .setProperty(OUTCOME, method("manualRetry", "look"))
                .filter(exchangeProperty(OUTCOME).isEqualTo(RetryAnswer.GOES_ON)).id("may-be-retried")
                    .choice().id("once-more-or-this-one")
                        .when(exchangeProperty(STORY_ID).isNull()).id("once-more")
                            .setProperty(OUTCOME, method("manualRetry", "retry"))
                        .otherwise().id("this-story")
                            .to("direct:adopt-named-story")
                    .end()
                .end()
                .setProperty(HTTP_STATUS).exchange(exchange -> outcome(exchange).httpStatus())
                .setBody().exchange(exchange -> outcome(exchange).body())
                .to("direct:answer-json");

        from("direct:adopt-named-story").routeId("adopt-named-story").routeConfigurationId("status-faults")
                .routeDescription("Asks the service for the story a person named, and adopts it when it is there.")
                .enrich().constant("direct:ask-story").aggregationStrategy("#keepAnswer").id("look-at-named-story")
                .setProperty(OUTCOME, method("manualRetry", "adopt"));
    }

    private static RetryAnswer outcome(Exchange exchange) {
        return exchange.getProperty(OUTCOME, RetryAnswer.class);
    }
}
