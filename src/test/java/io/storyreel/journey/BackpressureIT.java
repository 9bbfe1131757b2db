package io.storyreel.journey;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.KafkaTopic;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalKafka;
import io.storyreel.sandbox.simulator.SimulatorOptions;
import io.storyreel.sandbox.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** With the service slow or out of credit, the queues hold the work. */
class BackpressureIT {

    private static final int MANY = 24;

    /** Four wait for the one place among the calls, and a batch may be in hand at each of the ways. */
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
    void jmsHoldsWhatASlowServiceHasNoPlaceFor() throws Exception {
        HousePlan plan = slow().with("storyreel.jms.enabled", "true").with("storyreel.jms.url", ARTEMIS.url());
        List<Request> requests = requests("held-jms", "[sim:slow ms=200]");
        requests.forEach(request -> JmsClient.of(ARTEMIS).send("storyreel.requests", request.json().toString()));
        try (House house = plan.open()) {
            await().atMost(House.PATIENCE).until(() -> house.payments(requests.get(0)) == 1);

            assertThat(ARTEMIS.messages("storyreel.requests")).isGreaterThanOrEqualTo(MANY / 2 - 2);
            assertThat(waiting(house)).isLessThanOrEqualTo(FEW + 4);
            requests.forEach(request -> house.deliveredBy(
                    JmsClient.of(ARTEMIS).result("storyreel.results", request.id())));
            assertThat(ARTEMIS.messages("storyreel.requests")).isZero();
        }
    }

    @Test
    void kafkaHoldsWhatASlowServiceHasNoPlaceFor() throws Exception {
        KafkaTopic topic = KAFKA.topic("storyreel.requests");
        HousePlan plan = slow().with("storyreel.kafka.enabled", "true")
                .with("storyreel.kafka.brokers", KAFKA.brokers());
        List<Request> requests = IntStream.range(0, 60)
                .mapToObj(i -> Request.of("held-kafka-" + i, "[sim:slow ms=100]")).toList();
        requests.forEach(request -> topic.publish(request.json().toString()));
        try (House house = plan.open()) {
            // Whichever it is: the first of the topic's partitions may be any.
            await().atMost(House.PATIENCE).until(() -> !house.service().payments().isEmpty());

            // A batch is finished, and where the partitions are dealt anew meanwhile, a second one.
            assertThat(known(house, requests)).isLessThanOrEqualTo(FEW + 2 * 20);
            await().atMost(House.PATIENCE).until(() -> known(house, requests) == requests.size());
            requests.forEach(request -> house.awaitState(request, "delivered"));
        }
    }

    @Test
    void sqsHoldsWhatASlowServiceHasNoPlaceFor() throws Exception {
        String url = SQS.createQueue("storyreel-requests");
        SQS.createQueue("storyreel-results");
        HousePlan plan = slow().with("storyreel.sqs.enabled", "true")
                .with("storyreel.sqs.endpoint", SQS.endpoint().toString());
        List<Request> requests = requests("held-sqs", "[sim:slow ms=200]");
        requests.forEach(request -> SQS.client()
                .sendMessage(send -> send.queueUrl(url).messageBody(request.json().toString())));
        try (House house = plan.open()) {
            await().atMost(House.PATIENCE).until(() -> house.payments(requests.get(0)) == 1);

            assertThat(SQS.visible("storyreel-requests")).isGreaterThanOrEqualTo(MANY / 2 - 2);
            requests.forEach(request -> house.awaitState(request, "delivered"));
            assertThat(SQS.visible("storyreel-requests")).isZero();
        }
    }

    @Test
    void withoutCreditTheQueueHoldsAllButTheOneThatAsks() throws Exception {
        HousePlan plan = HousePlan.usual().with("storyreel.jms.enabled", "true")
                .with("storyreel.jms.url", ARTEMIS.url()).with("storyreel.jms.request-queue", "poor.requests")
                .with("storyreel.jms.result-queue", "poor.results")
                .with("storyreel.api.credit-retry-interval", "500ms")
                .serving(SimulatorOptions.quick().withCredits(0));
        try (House house = plan.open()) {
            JmsClient client = JmsClient.of(ARTEMIS);
            Request first = Request.of("poor-first");
            client.send("poor.requests", first.json().toString());
            house.awaitState(first, "waiting_credit");
            List<Request> behind = requests("poor");
            behind.forEach(request -> client.send("poor.requests", request.json().toString()));

            House.letPass(Duration.ofSeconds(2));
            assertThat(ARTEMIS.messages("poor.requests")).isGreaterThanOrEqualTo(MANY - 4);

            house.service().topUp(10_000);
            behind.forEach(request -> house.deliveredBy(client.result("poor.results", request.id())));
            house.deliveredBy(client.result("poor.results", first.id()));
        }
    }

    private static HousePlan slow() {
        return HousePlan.usual().with("storyreel.api.max-concurrent", "1");
    }

    private static List<Request> requests(String name, String... markers) {
        return IntStream.range(0, MANY).mapToObj(i -> Request.of(name + "-" + i, markers)).toList();
    }

    private static long known(House house, List<Request> requests) {
        return requests.stream().filter(request -> house.product().story(request.id()).isPresent()).count();
    }

    private static int waiting(House house) throws IOException {
        JsonNode page = new ObjectMapper().readTree(
                house.product().get(house.product().url().resolve("/api/stories?state=accepted&limit=500")).body());
        return page.path("stories").size();
    }
}
