package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.KafkaTopic;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalKafka;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** With the service slow or out of credit, the queues hold the work. Each has an app of its own, and waits much. */
@Execution(ExecutionMode.CONCURRENT)
class BackpressureIT {

    private static final int MANY = 24;

    /** Four wait for the one permit for a call, and a batch may be in flight at each of the channels. */
    private static final int FEW = 4;

    private static final LocalArtemis ARTEMIS = InNewFolder.start(LocalArtemis::start);

    private static final LocalKafka KAFKA = InNewFolder.start(LocalKafka::start);

    private static final LocalSqs SQS = LocalSqs.start();

    @AfterAll
    static void closeBrokers() {
        ARTEMIS.close();
        KAFKA.close();
        SQS.close();
    }

    @Test
    void jmsHoldsWhatASlowServiceHasNoPermitFor() throws Exception {
        AppPlan plan = slow().with("storyreel.jms.enabled", "true").with("storyreel.jms.url", ARTEMIS.url());
        List<Request> requests = requests("held-jms", "[sim:slow ms=200]");
        requests.forEach(request -> JmsClient.of(ARTEMIS).send("storyreel.requests", request.json().toString()));
        try (AppFixture app = plan.open()) {
            await().atMost(AppFixture.PATIENCE).until(() -> app.payments(requests.get(0)) == 1);

            assertThat(ARTEMIS.messages("storyreel.requests")).isGreaterThanOrEqualTo(MANY / 2 - 2);
            assertThat(waiting(app)).isLessThanOrEqualTo(FEW + 4);
            requests.forEach(request -> app.deliveredBy(
                    JmsClient.of(ARTEMIS).result("storyreel.results", request.id())));
            assertThat(ARTEMIS.messages("storyreel.requests")).isZero();
        }
    }

    @Test
    void kafkaHoldsWhatASlowServiceHasNoPermitFor() throws Exception {
        KafkaTopic topic = KAFKA.topic("storyreel.requests");
        AppPlan plan = slow().with("storyreel.kafka.enabled", "true")
                .with("storyreel.kafka.brokers", KAFKA.brokers());
        List<Request> requests = IntStream.range(0, 60)
                .mapToObj(i -> Request.of("held-kafka-" + i, "[sim:slow ms=100]")).toList();
        requests.forEach(request -> topic.publish(request.json().toString()));
        try (AppFixture app = plan.open()) {
            // Whichever it is: the first of the topic's partitions may be any.
            await().atMost(AppFixture.PATIENCE).until(() -> !app.service().payments().isEmpty());

            // A batch is finished, and where the partitions are dealt anew meanwhile, a second one.
            assertThat(known(app, requests)).isLessThanOrEqualTo(FEW + 2 * 20);
            // A call for each.
            await().atMost(AppFixture.PATIENCE).pollInterval(Duration.ofSeconds(2))
                    .until(() -> known(app, requests) == requests.size());
            requests.forEach(request -> app.awaitState(request, "delivered"));
        }
    }

    @Test
    void sqsHoldsWhatASlowServiceHasNoPermitFor() throws Exception {
        String url = SQS.createQueue("storyreel-requests");
        SQS.createQueue("storyreel-results");
        AppPlan plan = slow().with("storyreel.sqs.enabled", "true")
                .with("storyreel.sqs.endpoint", SQS.endpoint().toString());
        List<Request> requests = requests("held-sqs", "[sim:slow ms=200]");
        requests.forEach(request -> SQS.client()
                .sendMessage(send -> send.queueUrl(url).messageBody(request.json().toString())));
        try (AppFixture app = plan.open()) {
            await().atMost(AppFixture.PATIENCE).until(() -> app.payments(requests.get(0)) == 1);

            assertThat(SQS.visible("storyreel-requests")).isGreaterThanOrEqualTo(MANY / 2 - 2);
            requests.forEach(request -> app.awaitState(request, "delivered"));
            assertThat(SQS.visible("storyreel-requests")).isZero();
        }
    }

    @Test
    void withoutCreditTheQueueHoldsAllButTheOneThatAsks() throws Exception {
        AppPlan plan = AppPlan.usual().with("storyreel.jms.enabled", "true")
                .with("storyreel.jms.url", ARTEMIS.url()).with("storyreel.jms.request-queue", "poor.requests")
                .with("storyreel.jms.result-queue", "poor.results")
                .with("storyreel.api.credit-retry-interval", "500ms")
                .serving(SimulatorOptions.quick().withCredits(0));
        try (AppFixture app = plan.open()) {
            JmsClient client = JmsClient.of(ARTEMIS);
            Request first = Request.of("poor-first");
            client.send("poor.requests", first.json().toString());
            app.awaitState(first, "waiting_credit");
            List<Request> behind = requests("poor");
            behind.forEach(request -> client.send("poor.requests", request.json().toString()));

            AppFixture.letPass(Duration.ofSeconds(2));
            assertThat(ARTEMIS.messages("poor.requests")).isGreaterThanOrEqualTo(MANY - 4);

            app.service().topUp(10_000);
            behind.forEach(request -> app.deliveredBy(client.result("poor.results", request.id())));
            app.deliveredBy(client.result("poor.results", first.id()));
        }
    }

    private static AppPlan slow() {
        return AppPlan.usual().with("storyreel.api.max-concurrent", "1");
    }

    private static List<Request> requests(String name, String... markers) {
        return IntStream.range(0, MANY).mapToObj(i -> Request.of(name + "-" + i, markers)).toList();
    }

    private static long known(AppFixture app, List<Request> requests) {
        return requests.stream().filter(request -> app.product().story(request.id()).isPresent()).count();
    }

    private static int waiting(AppFixture app) throws IOException {
        JsonNode page = new ObjectMapper().readTree(
                app.product().get(app.product().url().resolve("/api/stories?state=accepted&limit=500")).body());
        return page.path("stories").size();
    }
}
