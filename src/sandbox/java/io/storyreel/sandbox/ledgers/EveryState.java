package io.storyreel.sandbox.ledgers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.sandbox.InboxWriter;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalS3;
import io.storyreel.sandbox.ProductLaunch;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.SandboxSettings;
import io.storyreel.sandbox.simulator.SimulatedStory;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.simulator.StoryApiSimulator;
import jakarta.jms.JMSContext;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * Takes one request to each state, the id of each being that state, and kills the app there. {@code unreported} came by
 * JMS and was delivered, and its result could not be sent.
 */
final class EveryState implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Which the sender of the request by JMS has chosen. */
    private static final String CORRELATION_ID = "their-own-id";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** So many stories are paid for; there is no credit for another one. */
    private static final int PAID = 8;

    private static final SimulatorOptions SERVICE = SimulatorOptions.quick().withGenerationTime(Duration.ofHours(1))
            .withCredits(PAID * 10);

    private final List<ObjectNode> requests = new ArrayList<>();

    private final StoryApiSimulator service = StoryApiSimulator.start(SERVICE);

    private final LocalS3 s3;

    private final LocalArtemis broker;

    private final ProductProcess app;

    private EveryState(Path folder, Map<String, String> ledger) {
        this.s3 = LocalS3.start(folder.resolve("s3"));
        s3.createBucket(SandboxSettings.BUCKET);
        this.broker = LocalArtemis.start(folder.resolve("broker"));
        ProductLaunch launch = ProductLaunch.in(folder.resolve("app"));
        Map<String, String> settings = new LinkedHashMap<>(SandboxSettings.connecting(service, s3));
        settings.putAll(SandboxSettings.callingBack(launch.httpPort()));
        settings.put("storyreel.inbox.settle-time", "100ms");
        settings.put("storyreel.track.fallback-poll-interval", "200ms");
        // Whoever takes the ledger up does so years later.
        settings.put("storyreel.track.deadline", "36500d");
        settings.put("storyreel.api.response-timeout", "10m");
        settings.put("storyreel.jms.enabled", "true");
        settings.put("storyreel.jms.url", broker.url());
        settings.putAll(ledger);
        this.app = ProductProcess.start(launch.with(settings));
    }

    /** What there was in the end. The ledger is then as a kill leaves it. */
    static List<KnownStory> reachedIn(Path folder, Map<String, String> ledger) throws IOException {
        try (EveryState journey = new EveryState(folder, ledger)) {
            journey.go();
            List<KnownStory> known = journey.known();
            journey.app.kill();
            return known;
        }
    }

    private void go() throws IOException {
        app.awaitReady(PATIENCE);
        drop(request("delivered"));
        awaitState("delivered", "generating");
        service.finish(storyOf("delivered"));
        awaitResult("delivered");
        drop(request("failed"));
        awaitState("failed", "generating");
        service.fail(storyOf("failed"), "The scenes could not be animated");
        awaitResult("failed");
        // Its result waits for a broker.
        publish(request("unreported"));
        awaitState("unreported", "generating");
        broker.close();
        service.finish(storyOf("unreported"));
        awaitState("unreported", "delivered");
        ObjectNode review = request("review").put("mode", "advanced");
        review.putArray("review").add("storyboard");
        drop(review);
        awaitResult("review");
        drop(request("uncertain", "[sim:lost-answer]"));
        awaitResult("uncertain");
        drop(request("generating"));
        awaitState("generating", "generating");
        drop(request("delivering"));
        awaitState("delivering", "generating");
        s3.close();
        service.finish(storyOf("delivering"));
        awaitState("delivering", "delivering");
        drop(request("submitting", "[sim:hang]"));
        awaitState("submitting", "submitting");
        await("the last payment", () -> service.payments().size() == PAID);
        drop(request("waiting_credit"));
        awaitState("waiting_credit", "waiting_credit");
        InboxWriter.put(app.directory().resolve("inbox"), "batch.jsonl",
                (request("row-1") + "\n" + request("row-2") + "\n").getBytes(StandardCharsets.UTF_8));
        awaitState("row-2", "accepted");
        // What it is that makes it durable makes all before it so.
        drop(request("accepted"));
        await("accepted", () -> Files.exists(app.directory().resolve("inbox/.accepted/accepted.json")));
    }

    private ObjectNode request(String id, String... markers) {
        ObjectNode request = JSON.createObjectNode().put("request_id", id)
                .put("idea", "The tale of " + id + " " + String.join(" ", markers));
        requests.add(request);
        return request;
    }

    private void drop(ObjectNode request) throws IOException {
        InboxWriter.put(app.directory().resolve("inbox"), request.path("request_id").asText() + ".json",
                request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void publish(ObjectNode request) {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.url());
                JMSContext context = factory.createContext()) {
            context.createProducer().setJMSCorrelationID(CORRELATION_ID)
                    .send(context.createQueue("storyreel.requests"), request.toString());
        }
    }

    private List<KnownStory> known() {
        return requests.stream().map(request -> {
            String id = request.path("request_id").asText();
            return new KnownStory(id, state(id), request.path("idea").asText(), storyOf(id));
        }).toList();
    }

    private String storyOf(String requestId) {
        String idea = requests.stream().filter(request -> request.path("request_id").asText().equals(requestId))
                .findFirst().orElseThrow().path("idea").asText();
        return service.stories().stream().filter(story -> story.idea().equals(idea)).map(SimulatedStory::id)
                .findFirst().orElse("");
    }

    private String state(String requestId) {
        return app.story(requestId).map(story -> story.path("state").asText()).orElse("");
    }

    private void awaitState(String requestId, String state) {
        await(requestId + " to be " + state, () -> state(requestId).equals(state));
    }

    private void awaitResult(String requestId) {
        await("the result of " + requestId,
                () -> Files.exists(app.directory().resolve("outbox").resolve(requestId + ".json")));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!app.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("In vain for " + what + "; Storyreel said:\n" + app.logTail(30));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Override
    public void close() {
        app.kill();
        service.close();
        s3.close();
        broker.close();
    }
}
