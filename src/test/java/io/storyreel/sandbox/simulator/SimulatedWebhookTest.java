package io.storyreel.sandbox.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedWebhookTest {

    private final StoryApiSimulator api = StoryApiSimulator.start(SimulatorOptions.quick());

    private final ApiCaller caller = new ApiCaller(api);

    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private final AtomicInteger refusals = new AtomicInteger();

    private HttpServer customer;

    @BeforeEach
    void listen() throws Exception {
        customer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        customer.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 500 : 200, -1);
            exchange.close();
        });
        customer.start();
    }

    @AfterEach
    void stop() {
        customer.stop(0);
        api.close();
    }

    @Test
    void theWebhookTellsTheStoryAndItsStatusOnceItIsDone() throws Exception {
        String id = submit("A cat");

        await().until(() -> bodies.size() == 1);
        assertThat(bodies.get(0)).isEqualTo("{\"customer_id\":\"sandbox-customer\",\"batch_id\":\"" + id
                + "\",\"status\":\"success\"}");
    }

    @Test
    void aWebhookThatIsRefusedComesAgain() throws Exception {
        refusals.set(1);
        submit("A cat");

        await().until(() -> api.webhooks().size() == 2);
        assertThat(api.webhooks()).extracting(Webhook::answer).containsExactly(500, 200);
    }

    @Test
    void markersMakeItComeTwiceOrNever() throws Exception {
        submit("[sim:double-webhook]");
        await().until(() -> bodies.size() == 2);

        String silent = submit("[sim:no-webhook]");
        await().until(() -> caller.story(silent).path("status").asText().equals("success"));
        await().during(Duration.ofMillis(300)).until(() -> bodies.size() == 2);
    }

    @Test
    void anEarlyWebhookComesBeforeTheAnswerAndTellsTheTruth() throws Exception {
        CompletableFuture<Integer> whenAnswered = caller.postLater("/story/idea-2-video",
                "idea", "[sim:early-webhook]", "webhook_url", url()).thenApply(answer -> bodies.size());

        assertThat(whenAnswered.join()).isEqualTo(1);
        assertThat(bodies.get(0)).contains("\"status\":\"success\"");
    }

    @Test
    void manyWebhooksAtOnceAreEachTakenAtTheFirstTry() {
        for (int i = 0; i < 20; i++) {
            caller.postLater("/story/idea-2-video", "idea", "Cat " + i, "webhook_url", url());
        }

        await().until(() -> api.webhooks().size() == 20);
        assertThat(api.webhooks()).allMatch(Webhook::isTaken);
    }

    @Test
    void aTestCanSendOneItself() throws Exception {
        String id = submit("[sim:no-webhook]");

        assertThat(api.sendWebhook(id, "success").isTaken()).isTrue();
        assertThat(bodies).hasSize(1);
    }

    private String submit(String idea) throws Exception {
        return ApiCaller.id(caller.post("/story/idea-2-video", "idea", idea, "webhook_url", url()));
    }

    private String url() {
        return "http://127.0.0.1:" + customer.getAddress().getPort() + "/hook";
    }
}
