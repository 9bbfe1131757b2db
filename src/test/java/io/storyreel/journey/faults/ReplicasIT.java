package io.storyreel.journey.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.DeliveredVideo;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Replicas;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.ProductProcess;
import io.storyreel.sandbox.simulator.SimulatedStory;
import io.storyreel.sandbox.simulator.call.Payment;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two replicas on one PostgreSQL: each story has one worker at a time, whatever dies meanwhile. */
class ReplicasIT {

    /** More in the profile {@code soak}. */
    private static final int STORIES = Integer.getInteger("replicas.stories", 300);

    private static final int A_ROUND = 50;

    /** For all of them; a busy machine makes some three in a second. */
    private static final Duration LONG = Duration.ofSeconds(120 + STORIES / 2);

    private static final List<String> MANNERS = List.of("", "[sim:slow ms=300]", "[sim:video=cutx1]",
            "[sim:early-webhook]", "[sim:double-webhook]", "[sim:429x1]", "[sim:get-503x2]", "[sim:no-webhook]",
            "[sim:video=chunked]", "[sim:no-video-url]");

    private static final Replicas APP = Replicas.open(Map.of());

    private final long seed = System.nanoTime();

    @AfterAll
    static void close() {
        APP.close();
    }

    @Test
    void killedAgainAndAgainEveryRequestHasOneResultAndNoneIsPaidTwice() {
        Random random = new Random(seed);
        List<Request> dropped = requests("file", STORIES / 2);
        List<Request> published = requests("jms", STORIES - STORIES / 2);
        JmsClient client = JmsClient.of(APP.broker());
        int rounds = STORIES / A_ROUND;
        for (int round = 0; round < rounds; round++) {
            part(dropped, round, rounds).forEach(APP::drop);
            part(published, round, rounds)
                    .forEach(request -> client.send("storyreel.requests", request.json().toString()));
            AppFixture.letPass(Duration.ofMillis(500 + random.nextInt(2_000)));
            ProductProcess victim = APP.both().get(random.nextInt(2));
            victim.kill();
            // The other one goes on alone meanwhile.
            AppFixture.letPass(Duration.ofMillis(random.nextInt(1_500)));
            victim.restart();
        }
        APP.both().forEach(replica -> replica.awaitReady(AppFixture.PATIENCE));

        await().atMost(LONG).untilAsserted(() -> assertThat(dropped)
                .allMatch(request -> APP.result(request).isPresent()));
        await().atMost(LONG).untilAsserted(() -> assertThat(Stream.concat(dropped.stream(), published.stream()))
                .allMatch(request -> List.of("delivered", "uncertain").contains(APP.state(request))));
        AppFixture.letPass(Duration.ofSeconds(1));

        assertThat(APP.service().payments()).as("seed %d", seed).extracting(Payment::idea).doesNotHaveDuplicates();
        Stream.concat(dropped.stream(), published.stream()).filter(request -> APP.state(request).equals("uncertain"))
                .forEach(this::tellOfIt);
        await().atMost(AppFixture.PATIENCE).untilAsserted(() -> assertThat(paid(dropped, published))
                .as("seed %d", seed).allMatch(request -> APP.state(request).equals("delivered")));
        await().atMost(AppFixture.PATIENCE).untilAsserted(() -> assertThat(paid(dropped, List.of()))
                .allMatch(request -> isWhole(APP.result(request).orElseThrow())));
        List<JsonNode> answers = new ArrayList<>();
        // One whose result a killed replica was about to send is told of when that one's claim has come to its end.
        await().atMost(LONG).untilAsserted(() -> {
            answers.addAll(answers());
            assertThat(answers).extracting(answer -> answer.path("request_id").asText()).as("seed %d", seed)
                    .containsAll(published.stream().map(Request::id).toList());
        });
        assertThat(answers.stream().filter(answer -> answer.path("status").asText().equals("delivered")))
                .extracting(answer -> answer.path("request_id").asText()).as("seed %d", seed)
                .doesNotHaveDuplicates();
        assertThat(answers.stream().filter(answer -> answer.path("status").asText().equals("delivered")))
                .allMatch(ReplicasIT::isWhole);
        assertThat(left(APP.inbox())).isEmpty();
        assertThat(APP.service().payments()).as("seed %d", seed).extracting(Payment::idea).doesNotHaveDuplicates();
    }

    @Test
    void aDatabaseThatIsAwayForAWhilePausesTheWorkAndLosesNothing() throws Exception {
        List<Request> requests = requests("away", 20);
        requests.forEach(APP::drop);
        await().atMost(AppFixture.PATIENCE).until(() -> requests.stream()
                .anyMatch(request -> APP.state(request).equals("generating")));
        APP.database().goAway();
        await().atMost(AppFixture.PATIENCE).until(() -> APP.both().stream().noneMatch(ProductProcess::isReady));
        Request late = Request.of("dropped-meanwhile");
        APP.drop(late);
        AppFixture.letPass(Duration.ofSeconds(3));
        assertThat(APP.both()).allMatch(ProductProcess::isAlive);
        APP.database().comeBack();

        await().atMost(LONG).until(() -> APP.both().stream().allMatch(ProductProcess::isReady));
        await().atMost(LONG).untilAsserted(() -> assertThat(requests).allMatch(request -> APP.result(request)
                .filter(result -> isDeliveredOrUncertain(result)).isPresent()));
        await().atMost(LONG).until(() -> APP.result(late).filter(ReplicasIT::isWhole).isPresent());
        assertThat(APP.service().payments()).extracting(Payment::idea).doesNotHaveDuplicates();
        assertThat(APP.one().log() + APP.two().log()).doesNotContain("\tat ");
    }

    private static List<Request> requests(String name, int many) {
        return IntStream.range(0, many).mapToObj(number -> Request.of("replica-" + name + "-" + number,
                MANNERS.get(number % MANNERS.size()))).toList();
    }

    private static List<Request> part(List<Request> all, int round, int rounds) {
        return all.subList(all.size() * round / rounds, all.size() * (round + 1) / rounds);
    }

    private static List<Request> paid(List<Request> dropped, List<Request> published) {
        return Stream.concat(dropped.stream(), published.stream())
                .filter(request -> APP.service().paidCalls(request.idea()) == 1).toList();
    }

    /** The webhook that a killed replica has missed; where the service never saw the request, there is none. */
    private void tellOfIt(Request request) {
        APP.service().stories().stream().filter(story -> story.idea().equals(request.idea()))
                .map(SimulatedStory::id).forEach(id -> APP.service().sendWebhook(id, "success"));
    }

    private static boolean isDeliveredOrUncertain(JsonNode result) {
        return result.path("status").asText().equals("delivered")
                || result.at("/error/code").asText().equals("SUBMISSION_UNCERTAIN");
    }

    private static boolean isWhole(JsonNode result) {
        if (!result.path("status").asText().equals("delivered")) {
            return false;
        }
        new DeliveredVideo(APP.s3().client(), result).isWhole(APP.service());
        return true;
    }

    private static List<JsonNode> answers() {
        List<JsonNode> all = new ArrayList<>();
        try (JMSContext context = JmsClient.of(APP.broker()).factory().createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("storyreel.results"));
            for (Message next = consumer.receive(2_000); next != null; next = consumer.receive(2_000)) {
                all.add(JmsClient.checked(JmsClient.text(next)));
            }
        }
        return all;
    }

    private static List<Path> left(Path inbox) {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
