package io.storyreel.track;

import java.io.IOException;
import java.util.Properties;

import io.storyreel.PackagedRoutes;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.HandOver;
import io.storyreel.handover.PollCadence;
import io.storyreel.handover.StagePermits;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.service.ApiAnswers;
import io.storyreel.service.KeepAnswer;
import io.storyreel.service.ServiceClients;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** The packaged track routes with their faults, run by plain Camel around a real ledger and the app's HTTP clients. */
final class TrackRoute implements AutoCloseable {

    final TestLedger ledger;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    TrackRoute(StoryreelSettings settings) throws Exception {
        ledger = TestLedger.fresh(settings);
        ledger.parts().give(camel);
        ledger.parts().bindTo(camel, Claims.class, HandOver.class, StagePermits.class, Observer.class, Composer.class,
                Adoption.class, ApiAnswers.class,
                KeepAnswer.class, JoinEvents.class, StoryJoin.class, JoinRepository.class, JoinCompletion.class,
                PollCadence.class, UnhandledFaults.class);
        ServiceClients.bind(camel, settings);
        Properties properties = new Properties();
        properties.setProperty("storyreel.api.base-url", settings.api().baseUrl().toString());
        properties.setProperty("storyreel.api.max-concurrent", String.valueOf(settings.api().maxConcurrent()));
        camel.getPropertiesComponent().setInitialProperties(properties);
        PackagedRoutes.load(camel, "31-track-poll", "33-track-adopt");
        camel.addRoutes(new JoinRoutes());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:acquire-permit").errorHandler(noErrorHandler()).log("${routeId}");
            }
        });
        // The test brings the stories itself, one at a time; nothing here has a clock of its own.
        for (String route : new String[] {"sweep-generating", "observe-story", "sweep-uncertain", "adopt-story"}) {
            AdviceWith.adviceWith(camel, route, advice -> advice.replaceFromWith("direct:" + route));
        }
        camel.start();
    }

    /** Claims a generating story and asks after it once; gives the story as the ledger has it then. */
    Story observe(String requestId) {
        return send("direct:observe-story", requestId);
    }

    /** Claims an uncertain story and looks once at what its webhook told of. */
    Story adopt(String requestId) {
        return send("direct:adopt-story", requestId);
    }

    private Story send(String start, String requestId) {
        Exchange exchange = camel.getEndpoint(start).createExchange(ExchangePattern.InOnly);
        exchange.getIn().setBody(ledger.claimed(ledger.story(requestId)));
        Exception unhandled = camel.createProducerTemplate().send(start, exchange).getException();
        if (unhandled != null) {
            throw new AssertionError("the route's faults left this one", unhandled);
        }
        return ledger.story(requestId);
    }

    @Override
    public void close() throws IOException {
        camel.close();
        ledger.close();
    }
}
