package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.KafkaAccess;
import io.storyreel.sandbox.KafkaTopic;
import io.storyreel.sandbox.LocalKafka;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Kafka that lets in whom it knows, speaks in cipher, and takes no more than it has to. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaGuardedIT {

    private static final int LITTLE = 2_000;

    /** Each look connects anew and reads all there is. */
    private static final Duration A_LOOK = Duration.ofMillis(400);

    /** Made with the broker. */
    private static KafkaAccess access;

    private static final LocalKafka BROKER = InNewFolder.start(KafkaGuardedIT::start);

    private static final KafkaTopic REQUESTS = BROKER.topic("storyreel.requests");

    private static final KafkaTopic RESULTS = BROKER.topic("storyreel.results");

    private static final KafkaTopic REJECTED = BROKER.topic("storyreel.rejected");

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.kafka.enabled", "true")
            .with("storyreel.kafka.brokers", BROKER.brokers()).with("storyreel.api.response-timeout", "20s")
            .with("storyreel.kafka.security-protocol", "SASL_SSL")
            .with("storyreel.kafka.sasl-mechanism", "PLAIN")
            .with("storyreel.kafka.sasl-jaas-config", KafkaAccess.login(KafkaAccess.USER))
            .with("storyreel.kafka.truststore", access.store().toString())
            .with("storyreel.kafka.truststore-password", access.storePassword())
            .with("storyreel.kafka.keystore", access.store().toString())
            .with("storyreel.kafka.keystore-password", access.storePassword()).app();

    private static LocalKafka start(java.nio.file.Path folder) {
        access = KafkaAccess.certified(folder);
        LocalKafka kafka = LocalKafka.start(folder, access);
        kafka.createTopic("storyreel.requests", 1);
        kafka.createTopic("storyreel.results", 1, Map.of("max.message.bytes", String.valueOf(LITTLE)));
        kafka.createTopic("storyreel.rejected", 1, Map.of("max.message.bytes", String.valueOf(LITTLE)));
        return kafka;
    }

    @AfterAll
    static void closeBroker() {
        BROKER.close();
    }

    @Test
    void whoBringsACertificateAndALoginIsServedAndNoSecretIsShown() {
        Request request = Request.of("guarded-first");
        REQUESTS.publish(request.json().toString());

        APP.deliveredBy(JmsClient.checked(text(first(RESULTS, request.id()).value())));
        assertThat(APP.product().log()).doesNotContain(KafkaAccess.passwordOf(KafkaAccess.USER))
                .doesNotContain(access.storePassword());
    }

    @Test
    void aResultThatIsTooLargeComesShortenedAndTheOthersGoOn() {
        Request large = Request.of("guarded-large-result", "[sim:fail]");
        Request other = Request.of("guarded-beside-a-large-result", "[sim:fail]");
        REQUESTS.publish(null, large.json().toString(), Map.of("note", noise(10_000)));
        REQUESTS.publish(other.json().toString());

        ConsumerRecord<byte[], byte[]> result = first(RESULTS, large.id());

        JmsClient.checked(text(result.value()));
        assertThat(text(result.headers().lastHeader("storyreel-shortened").value()))
                .contains("/api/stories/" + large.id());
        assertThat(result.headers().lastHeader("note")).isNull();
        first(RESULTS, other.id());
    }

    @Test
    void aBadRecordThatTheRejectedTopicHasNoRoomForIsRejectedByWhereItLies() throws Exception {
        Request next = Request.of("guarded-behind-a-large-one", "[sim:fail]");
        String large = "no JSON " + noise(10_000);
        long offset = REQUESTS.publish("guarded-large", large, Map.of("note", noise(3_000))).offset();
        REQUESTS.publish(next.json().toString());

        first(RESULTS, next.id());
        ConsumerRecord<byte[], byte[]> rejected = REJECTED.records().get(0);

        assertThat(text(rejected.headers().lastHeader("storyreel-error-code").value())).isEqualTo("INVALID_REQUEST");
        assertThat(text(rejected.headers().lastHeader("storyreel-reference").value()))
                .startsWith("storyreel.requests/0/" + offset);
        var reference = new com.fasterxml.jackson.databind.ObjectMapper().readTree(rejected.value());
        assertThat(reference.path("topic").asText()).isEqualTo("storyreel.requests");
        assertThat(reference.path("offset").asLong()).isEqualTo(offset);
        assertThat(reference.path("size").asInt()).isEqualTo(large.length());
        assertThat(reference.at("/error/message").asText()).contains("not JSON");
    }

    /** After all others: nothing is written there any more. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aBadRecordThatMayNotBeWrittenIntoTheRejectedTopicIsToldInTheResultTopic() {
        BROKER.forbidWriting("storyreel.rejected");
        Request next = Request.of("guarded-behind-a-forbidden-one", "[sim:fail]");
        long offset = REQUESTS.publish("{\"request_id\":\"guarded-bad\",\"idea\":\"x\",\"loop\":9}").offset();
        REQUESTS.publish(next.json().toString());

        ConsumerRecord<byte[], byte[]> told = first(RESULTS, "guarded-bad");

        var result = JmsClient.checked(text(told.value()));
        assertThat(result.path("status").asText()).isEqualTo("rejected");
        assertThat(result.at("/error/message").asText()).contains("/loop")
                .contains("storyreel.requests/0/" + offset);
        first(RESULTS, next.id());
    }

    /** Letters that compress badly, so that a topic's limit means them. */
    private static String noise(int letters) {
        return new Random(7).ints(letters, 'A', 'z' + 1).filter(Character::isLetter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Waits for a record with this key. */
    private static ConsumerRecord<byte[], byte[]> first(KafkaTopic topic, String key) {
        return await(key + " in " + topic.name()).atMost(AppFixture.PATIENCE).pollInterval(A_LOOK)
                .until(() -> keyed(topic, key),
                found -> !found.isEmpty()).get(0);
    }

    private static List<ConsumerRecord<byte[], byte[]>> keyed(KafkaTopic topic, String key) {
        return topic.records().stream().filter(record -> key.equals(text(record.key()))).toList();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
