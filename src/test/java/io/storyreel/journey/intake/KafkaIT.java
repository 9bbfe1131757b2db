package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.KafkaTopic;
import io.storyreel.sandbox.LocalKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The third channel in and out: topics of Kafka. */
class KafkaIT {

    /** Each look connects anew and reads all there is. */
    private static final Duration A_LOOK = Duration.ofMillis(400);

    /** More in the profile {@code soak}. */
    private static final int KILLS = Integer.getInteger("kafka-kill.rounds", 1);

    private static final LocalKafka BROKER = start();

    private static final KafkaTopic REQUESTS = BROKER.topic("storyreel.requests");

    private static final KafkaTopic RESULTS = BROKER.topic("storyreel.results");

    private static final KafkaTopic REJECTED = BROKER.topic("storyreel.rejected");

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.kafka.enabled", "true")
            .with("storyreel.kafka.brokers", BROKER.brokers()).app();

    /** Said when it fails, so that the same moments can be tried again. */
    private final long seed = System.nanoTime();

    private static LocalKafka start() {
        LocalKafka kafka = InNewFolder.start(LocalKafka::start);
        List.of("storyreel.requests", "storyreel.results", "storyreel.rejected")
                .forEach(topic -> kafka.createTopic(topic, 3));
        return kafka;
    }

    @AfterAll
    static void closeBroker() {
        BROKER.close();
    }

    @Test
    void aRecordBecomesAVideoAndItsResultIsKeyedByItsRequestAndHasItsHeaders() {
        Request request = Request.of("kafka-first");
        REQUESTS.publish("any-key", request.json().toString(), Map.of("trace", "abc-1", "campaign", "spr\u00fcng"));

        ConsumerRecord<byte[], byte[]> result = only(RESULTS, request.id());

        APP.deliveredBy(JmsClient.checked(text(result.value())));
        assertThat(header(result, "trace")).isEqualTo("abc-1");
        assertThat(header(result, "campaign")).isEqualTo("spr\u00fcng");
        assertThat(header(result, "storyreel-status")).isEqualTo("delivered");
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void requestsOfATransactionThatWasAbortedAreNeitherTakenNorPaidForAndThoseBehindThemGoOn() {
        Request takenBack = Request.of("kafka-aborted");
        Request next = Request.of("kafka-behind-an-aborted-one");
        REQUESTS.publishAndAbort(List.of(takenBack.json().toString()));
        IntStream.range(0, 3).forEach(partition -> REQUESTS.publish(
                new org.apache.kafka.clients.producer.ProducerRecord<>(REQUESTS.name(), partition, null,
                next.bytes())));

        // One in each partition: whatever is behind the aborted one too.
        await().atMost(AppFixture.PATIENCE).pollInterval(A_LOOK).until(() -> results(next).size() == 3);

        assertThat(APP.product().story(takenBack.id())).isEmpty();
        assertThat(APP.payments(takenBack)).isZero();
    }

    @Test
    void headersWithoutAValueAndThoseThatDifferInCaseComeBackAndHowTheBodyWasPackedDoesNot() throws Exception {
        Request request = Request.of("kafka-headers", "[sim:fail]");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(request.bytes());
        }
        var record = new org.apache.kafka.clients.producer.ProducerRecord<byte[], byte[]>(REQUESTS.name(),
                packed.toByteArray());
        record.headers().add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes())
                .add("tracestate", "vendor=a".getBytes());
        record.headers().add("Trace", "1".getBytes()).add("trace", "2".getBytes()).add("nothing", null)
                .add("Content-Encoding", "gzip".getBytes());
        REQUESTS.publish(record);

        ConsumerRecord<byte[], byte[]> result = only(RESULTS, request.id());

        assertThat(header(result, "Trace")).isEqualTo("1");
        assertThat(header(result, "trace")).isEqualTo("2");
        // Though traces are off: whoever reads the result goes on with the sender's.
        assertThat(header(result, "traceparent")).isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(header(result, "tracestate")).isEqualTo("vendor=a");
        assertThat(result.headers().headers("traceparent")).hasSize(1);
        assertThat(result.headers().lastHeader("nothing").value()).isNull();
        assertThat(result.headers().lastHeader("Content-Encoding")).isNull();
        assertThat(header(result, "storyreel-origin")).isNull();
    }

    @Test
    void aHeaderThatWouldSteerCamelDoesNotChooseWhereTheResultGoes() {
        Request request = Request.of("kafka-steering");
        REQUESTS.publish(null, request.json().toString(), Map.of("kafka.OVERRIDE_TOPIC", "elsewhere",
                "CamelKafkaOverrideTopic", "elsewhere", "CamelHttpUri", "http://127.0.0.1:1/"));

        APP.deliveredBy(JmsClient.checked(text(only(RESULTS, request.id()).value())));
    }

    @Test
    void aBadRecordGoesToTheRejectedTopicAsItCameAndTheOnesBehindItGoOn() {
        byte[] latin = "{\"idea\":\"\u00dcber\"}".getBytes(StandardCharsets.ISO_8859_1);
        Request next = Request.of("kafka-behind-a-bad-one");
        var bad = new org.apache.kafka.clients.producer.ProducerRecord<>(REQUESTS.name(), 0, "its-key".getBytes(),
                latin);
        bad.headers().add("sender", "latin".getBytes());
        REQUESTS.publish(bad);
        REQUESTS.publish(new org.apache.kafka.clients.producer.ProducerRecord<>(REQUESTS.name(), 0, null,
                next.bytes()));

        ConsumerRecord<byte[], byte[]> rejected = only(REJECTED, "its-key");

        assertThat(rejected.value()).isEqualTo(latin);
        assertThat(header(rejected, "sender")).isEqualTo("latin");
        assertThat(header(rejected, "storyreel-error-code")).isEqualTo("INVALID_REQUEST");
        assertThat(header(rejected, "storyreel-error-message")).contains("not UTF-8");
        APP.deliveredBy(JmsClient.checked(text(only(RESULTS, next.id()).value())));
    }

    @Test
    void aBadRequestThatNamesItselfIsRejectedUnderItsName() {
        REQUESTS.publish("{\"request_id\":\"kafka-bad\",\"idea\":\"x\",\"loop\":9}");

        assertThat(header(only(REJECTED, "kafka-bad"), "storyreel-error-message")).contains("/loop");
    }

    @Test
    void aBadRecordAsLargeAsItsTopicAllowsIsRejectedAsItCame() {
        String large = "no JSON ".repeat(130_900);
        REQUESTS.publish("kafka-large", large, Map.of());

        assertThat(text(only(REJECTED, "kafka-large").value())).isEqualTo(large);
    }

    @Test
    void anEmptyRecordIsRejected() {
        REQUESTS.publish("kafka-tombstone", null, Map.of());

        ConsumerRecord<byte[], byte[]> rejected = only(REJECTED, "kafka-tombstone");

        assertThat(rejected.value()).isNull();
        assertThat(header(rejected, "storyreel-error-message")).contains("empty");
    }

    @Test
    void theSameRequestInAnotherRecordIsAnsweredAsADuplicateAndOtherContentIsRejected() {
        Request request = Request.of("kafka-twice");
        REQUESTS.publish(request.json().toString());
        only(RESULTS, request.id());

        REQUESTS.publish(request.json().toString());
        REQUESTS.publish(request.with("idea", "something else").json().toString());

        List<JsonNode> results = await().atMost(AppFixture.PATIENCE).pollInterval(A_LOOK)
                .until(() -> results(request), all -> all.size() == 2);
        assertThat(results).extracting(result -> result.path("status").asText())
                .containsExactly("delivered", "duplicate");
        assertThat(header(only(REJECTED, request.id()), "storyreel-error-code")).isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void eachRecordEndsInOneResultWheneverTheKillComesAndOneThatComesTwiceHasTheSameId() {
        Random random = new Random(seed);
        List<Request> requests = IntStream.range(0, KILLS * 20).mapToObj(i -> Request.of("kafka-kill-" + i)).toList();
        for (int round = 0; round < KILLS; round++) {
            requests.subList(round * 20, round * 20 + 20)
                    .forEach(request -> REQUESTS.publish(request.json().toString()));
            AppFixture.letPass(Duration.ofMillis(500 + random.nextInt(2_500)));
            APP.product().kill();
            APP.product().restart().awaitReady(AppFixture.PATIENCE);
        }

        List<String> ids = requests.stream().map(Request::id).toList();
        await().atMost(Duration.ofSeconds(90)).pollInterval(A_LOOK).until(() -> keys(RESULTS).containsAll(ids));
        AppFixture.letPass(Duration.ofSeconds(2));

        assertThat(ids).as("seed %d", seed).allSatisfy(id -> assertThat(keyed(RESULTS, id).stream()
                .map(record -> header(record, "storyreel-result-id") + text(record.value())).distinct()).hasSize(1));
        assertThat(requests).as("seed %d", seed).allMatch(request -> APP.payments(request) <= 1);
        assertThat(requests).as("seed %d", seed).allMatch(request -> APP.submissions(request).size() == 1
                || results(request).get(0).at("/error/code").asText().equals("SUBMISSION_UNCERTAIN"));
    }

    @Test
    void aBrokerThatIsKilledAndComesBackIsRiddenOutWithoutAFloodOfLines() throws Exception {
        List<Request> before = IntStream.range(0, 10)
                .mapToObj(i -> Request.of("kafka-outage-" + i, "[sim:slow ms=500]")).toList();
        before.forEach(request -> REQUESTS.publish(request.json().toString()));
        before.forEach(APP::storyOf);
        long linesBefore = APP.product().log().lines().count();
        BROKER.goAway();
        await().atMost(AppFixture.PATIENCE).until(() -> before.stream().allMatch(request -> APP.product()
                .story(request.id()).filter(story -> story.path("state").asText().equals("delivered")).isPresent()));
        AppFixture.letPass(Duration.ofSeconds(10));
        long linesOfOutage = APP.product().log().lines().skip(linesBefore)
                .filter(line -> line.contains("WARN") || line.contains("ERROR")).count();
        BROKER.comeBack();

        Request after = Request.of("kafka-after-the-outage");
        REQUESTS.publish(after.json().toString());

        before.forEach(request -> APP.deliveredBy(JmsClient.checked(text(first(RESULTS, request.id()).value()))));
        APP.deliveredBy(JmsClient.checked(text(first(RESULTS, after.id()).value())));
        assertThat(linesOfOutage).isBetween(1L, 30L);
        assertThat(APP.product().log()).doesNotContain("\tat ");
    }

    /** Waits for the one record with this key. */
    private static ConsumerRecord<byte[], byte[]> only(KafkaTopic topic, String key) {
        ConsumerRecord<byte[], byte[]> first = first(topic, key);
        assertThat(keyed(topic, key)).hasSize(1);
        return first;
    }

    /** Waits for a record with this key. */
    private static ConsumerRecord<byte[], byte[]> first(KafkaTopic topic, String key) {
        return await(key + " in " + topic.name()).atMost(AppFixture.PATIENCE).pollInterval(A_LOOK)
                .until(() -> keyed(topic, key), found -> !found.isEmpty()).get(0);
    }

    private static List<ConsumerRecord<byte[], byte[]>> keyed(KafkaTopic topic, String key) {
        return topic.records().stream().filter(record -> key.equals(text(record.key()))).toList();
    }

    private static List<String> keys(KafkaTopic topic) {
        return topic.records().stream().map(record -> text(record.key())).toList();
    }

    private static List<JsonNode> results(Request request) {
        return keyed(RESULTS, request.id()).stream().map(record -> JmsClient.checked(text(record.value()))).toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
