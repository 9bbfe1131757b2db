package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.simulator.call.Payment;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code kill -9} while messages are taken up and answered: each request ends in exactly one result. */
class QueueKillIT {

    /** At least one for each kind of client; more in the profile {@code soak}. */
    private static final int ROUNDS = Integer.getInteger("queue-kill.rounds", 1);

    private static final int A_ROUND = 25;

    private static final int BAD_A_ROUND = 5;

    private static final LocalArtemis BROKER = InNewFolder.start(LocalArtemis::start);

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.jms.enabled", "true")
            .with("storyreel.jms.url", BROKER.url()).app();

    /** Said when it fails, so that the same moments can be tried again. */
    private final long seed = System.nanoTime();

    @AfterAll
    static void closeBroker() {
        BROKER.close();
    }

    @Test
    void eachRequestEndsInExactlyOneResultWheneverTheKillComes() throws Exception {
        Random random = new Random(seed);
        // A message that came by AMQP has no id that is the same at every delivery.
        List<JmsClient> clients = List.of(JmsClient.of(BROKER), JmsClient.amqp(BROKER));
        List<Request> requests = IntStream.range(0, ROUNDS * A_ROUND)
                .mapToObj(number -> Request.of("queue-kill-" + number)).toList();
        for (int round = 0; round < ROUNDS; round++) {
            JmsClient client = clients.get(round % clients.size());
            requests.subList(round * A_ROUND, (round + 1) * A_ROUND)
                    .forEach(request -> client.send("storyreel.requests", request.json().toString()));
            for (int bad = 0; bad < BAD_A_ROUND; bad++) {
                client.send("storyreel.requests", "no JSON, number " + bad + " of round " + round);
            }
            AppFixture.letPass(Duration.ofMillis(200 + random.nextInt(1_500)));
            APP.product().kill();
            APP.product().restart().awaitReady(AppFixture.PATIENCE);
        }

        await().atMost(Duration.ofSeconds(90)).untilAsserted(() ->
                assertThat(BROKER.messages("storyreel.results")).isGreaterThanOrEqualTo(requests.size()));
        AppFixture.letPass(Duration.ofSeconds(2));

        Map<String, List<JsonNode>> results = texts("storyreel.results").stream().map(JmsClient::checked)
                .collect(Collectors.groupingBy(result -> result.path("request_id").asText()));
        assertThat(results.keySet()).as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(requests.stream().map(Request::id).toList());
        assertThat(results.values()).as("seed %d", seed).allMatch(each -> each.size() == 1);
        assertThat(results.values()).as("seed %d", seed).allMatch(each -> isDeliveredOrUncertain(each.get(0)));
        assertThat(APP.service().payments()).as("seed %d", seed).extracting(Payment::idea).doesNotHaveDuplicates();
        assertThat(BROKER.messages("storyreel.requests")).isZero();
        assertThat(texts("storyreel.rejected")).as("seed %d", seed).hasSize(ROUNDS * BAD_A_ROUND)
                .doesNotHaveDuplicates();
    }

    private static boolean isDeliveredOrUncertain(JsonNode result) {
        return result.path("status").asText().equals("delivered")
                || result.at("/error/code").asText().equals("SUBMISSION_UNCERTAIN");
    }

    private static List<String> texts(String queue) {
        List<String> all = new ArrayList<>();
        try (JMSContext context = JmsClient.of(BROKER).factory().createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
            for (Message next = consumer.receive(1_000); next != null; next = consumer.receive(1_000)) {
                all.add(JmsClient.text(next));
            }
        }
        return all;
    }
}
