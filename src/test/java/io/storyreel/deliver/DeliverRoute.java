package io.storyreel.deliver;

import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

import io.storyreel.PackagedRoutes;
import io.storyreel.download.VideoHttp;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.HandOver;
import io.storyreel.handover.StagePermits;
import io.storyreel.ledger.TestLedger;
import io.storyreel.s3.S3Clients;
import io.storyreel.service.ApiAnswer;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.services.s3.S3Client;

/** The packaged deliver route with its faults, run by plain Camel around a real ledger and a real store. */
public final class DeliverRoute implements AutoCloseable {

    private static final String START = "direct:deliver-video";

    /** As the packaged app logs: at DEBUG the HTTP clients put every byte they read into a message. */
    private static final Logger ROOT = Logger.getLogger("");

    static {
        ROOT.setLevel(Level.INFO);
    }

    public final TestLedger ledger;

    final S3Client s3;

    /** What the service says when it is asked where the video is now; null where it does not answer. */
    final AtomicReference<ApiAnswer> serviceSays = new AtomicReference<>();

    private final DefaultCamelContext camel = new DefaultCamelContext();

    public DeliverRoute(StoryreelSettings settings) throws Exception {
        ledger = TestLedger.fresh(settings);
        s3 = new S3Clients().s3Client(settings);
        ledger.parts().give(camel);
        ledger.parts().give(s3);
        camel.getRegistry().bind("s3Client", s3);
        ledger.parts().bindTo(camel, HandOver.class, StagePermits.class, DeliverySteps.class, VideoStore.class,
                DeliverOutcome.class, FreshAddress.class, UnhandledFaults.class);
        Properties properties = new Properties();
        properties.setProperty("storyreel.s3.bucket", settings.s3().bucket());
        camel.getPropertiesComponent().setInitialProperties(properties);
        PackagedRoutes.load(camel, "40-deliver-video");
        camel.addRoutes(service());
        // The test brings the stories itself, one at a time; seda also takes a second to stop.
        AdviceWith.adviceWith(camel, "sweep-delivering", route -> route.replaceFromWith("direct:wake-deliver"));
        AdviceWith.adviceWith(camel, "deliver-video", route -> route.replaceFromWith(START));
        camel.start();
    }

    private RoutesBuilder service() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask-story").process(asked -> asked.setProperty("answer", serviceSays.get()));
            }
        };
    }

    /** Runs the route once for a story; gives the story as the ledger has it then. */
    public Story deliver(Story delivering) {
        Exchange exchange = camel.getEndpoint(START).createExchange(ExchangePattern.InOnly);
        exchange.getIn().setBody(ledger.claimed(delivering));
        // What an earlier stage may have left in the headers must not matter.
        exchange.getIn().setHeader("CamelAwsS3OverrideBucketName", "somebody-elses");
        exchange.getIn().setHeader("CamelAwsS3Operation", "deleteObject");
        Exception unhandled = camel.createProducerTemplate().send(START, exchange).getException();
        if (unhandled != null) {
            throw new AssertionError("the route's faults left this one", unhandled);
        }
        return ledger.story(delivering.requestId());
    }

    /** A part of the delivery that the route uses. */
    <T> T get(Class<T> type) {
        return ledger.get(type);
    }

    @Override
    public void close() throws IOException {
        camel.close();
        get(VideoHttp.class).close();
        s3.close();
        ledger.close();
    }
}
