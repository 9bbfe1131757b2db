package io.storyreel.submit;

import java.io.IOException;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.storyreel.PackagedRoutes;
import io.storyreel.deliver.StoreClient;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.HandOver;
import io.storyreel.handover.PollCadence;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Submission;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.service.ApiAnswers;
import io.storyreel.service.CallPermitRoutes;
import io.storyreel.service.CallPermits;
import io.storyreel.service.KeepAnswer;
import io.storyreel.service.ServiceClients;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.FormDialect;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.track.Composer;
import io.storyreel.track.JoinEvents;
import io.storyreel.track.Observer;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.services.s3.S3Client;

/** The packaged submit routes with their faults, run by plain Camel around a real ledger and the app's HTTP clients. */
final class SubmitRoute implements AutoCloseable {

    /** As the packaged app logs: at DEBUG the HTTP clients put every byte they read into a message. */
    private static final Logger ROOT = Logger.getLogger("");

    static {
        ROOT.setLevel(Level.INFO);
    }

    final TestLedger ledger;

    final S3Client s3;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    SubmitRoute(StoryreelSettings settings) throws Exception {
        this(settings, new FormDialect(), joined -> {
        });
    }

    /** @param join what the tickets come to */
    SubmitRoute(StoryreelSettings settings, Dialect dialect, Processor join) throws Exception {
        ledger = TestLedger.fresh(settings);
        s3 = StoreClient.with(settings);
        ledger.parts().give(camel);
        ledger.parts().give(s3);
        ledger.parts().give(new Dialects(dialect));
        ledger.parts().get(RequestImages.class);
        ledger.parts().bindTo(camel, Claims.class, HandOver.class, StagePermits.class, SubmissionQueue.class,
                Submitter.class, SubmitOutcome.class, StageSequence.class, StepRecovery.class, ApiAnswers.class,
                CallPermits.class, KeepAnswer.class, JoinEvents.class, UnhandledFaults.class, Observer.class,
                Composer.class, PollCadence.class);
        ServiceClients.bind(camel, settings);
        Properties properties = new Properties();
        properties.setProperty("storyreel.api.base-url", settings.api().baseUrl().toString());
        properties.setProperty("storyreel.api.max-concurrent", String.valueOf(settings.api().maxConcurrent()));
        properties.setProperty("storyreel.api.requests-per-second",
                String.valueOf(settings.api().requestsPerSecond()));
        camel.getPropertiesComponent().setInitialProperties(properties);
        PackagedRoutes.load(camel, "20-submit-story", "21-submit-stages", "31-track-poll");
        camel.addRoutes(new CallPermitRoutes());
        camel.addRoutes(new SubmitterRoutes());
        camel.addRoutes(new StepRecoveryRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:join-story").errorHandler(noErrorHandler()).process(join);
            }
        });
        // The test brings the stories itself, one at a time; seda also takes a second to stop.
        AdviceWith.adviceWith(camel, "sweep-accepted", route -> route.replaceFromWith("direct:wake-submit"));
        for (String idle : new String[] {"sweep-generating", "observe-story"}) {
            AdviceWith.adviceWith(camel, idle, route -> route.replaceFromWith("direct:" + idle));
        }
        AdviceWith.adviceWith(camel, "submit-story", route -> route.replaceFromWith("direct:submit-story"));
        AdviceWith.adviceWith(camel, "submit-stage", route -> route.replaceFromWith("direct:submit-stage"));
        camel.start();
    }

    /** Takes a request up and tries once to send it; gives the story as the ledger has it then. */
    Story submit(String requestId, String request) {
        return submit(ledger.accepted(requestId, request));
    }

    /** Claims a story and tries once to send it, as a probe where it waits for credit. */
    Story submit(Story story) {
        Submission submission = new Submission(ledger.claimed(story), story.state() == StoryState.WAITING_CREDIT);
        String start = submission.isLong() ? "direct:submit-stage" : "direct:submit-story";
        Exchange exchange = camel.getEndpoint(start).createExchange(ExchangePattern.InOnly);
        exchange.getIn().setBody(submission);
        Exception unhandled = camel.createProducerTemplate().send(start, exchange).getException();
        if (unhandled != null) {
            throw new AssertionError("the route's faults left this one", unhandled);
        }
        return ledger.story(story.requestId());
    }

    /** A part of the submission that the route uses. */
    <T> T get(Class<T> type) {
        return ledger.get(type);
    }

    @Override
    public void close() throws IOException {
        camel.close();
        s3.close();
        ledger.close();
    }
}
