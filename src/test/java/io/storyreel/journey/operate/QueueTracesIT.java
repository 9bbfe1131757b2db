package io.storyreel.journey.operate;

import static io.storyreel.journey.fixture.OtlpReceiver.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.opentelemetry.proto.trace.v1.Span;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.OtlpReceiver;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalArtemis;
import io.storyreel.sandbox.LocalKafka;
import io.storyreel.sandbox.sqs.LocalSqs;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A trace goes on from the message of a request to that of its result, by each kind of queue. */
class QueueTracesIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static final String SENDER = "00f067aa0ba902b7";

    private static final String TRACEPARENT = "00-" + TRACE + "-" + SENDER + "-01";

    private static final LocalArtemis ARTEMIS = InNewFolder.start(LocalArtemis::start);

    private static final LocalKafka KAFKA = InNewFolder.start(LocalKafka::start);

    private static final LocalSqs SQS = LocalSqs.start();

    private static final String SQS_REQUESTS = SQS.createQueue("storyreel-requests");

    private static final String SQS_RESULTS = SQS.createQueue("storyreel-results");

    private static final OtlpReceiver COLLECTOR = OtlpReceiver.start();

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual()
            .with("storyreel.jms.enabled", "true").with("storyreel.jms.url", ARTEMIS.url())
            .with("storyreel.kafka.enabled", "true").with("storyreel.kafka.brokers", KAFKA.brokers())
            .with("storyreel.sqs.enabled", "true").with("storyreel.sqs.endpoint", SQS.endpoint().toString())
            .with("storyreel.api.response-timeout", "60s").with("otel.sdk.disabled", "false")
            .with("otel.exporter.otlp.endpoint", COLLECTOR.endpoint().toString())
            .with("otel.bsp.schedule.delay", "50").app();

    @AfterAll
    static void closeBrokers() {
        ARTEMIS.close();
        KAFKA.close();
        SQS.close();
        COLLECTOR.close();
    }

    @Test
    void byJms() {
        Request request = Request.of("traced-jms", "[sim:fail]");
        JmsClient.of(ARTEMIS).send("storyreel.requests", context -> {
            Message message = context.createTextMessage(request.json().toString());
            try {
                message.setStringProperty("traceparent", TRACEPARENT);
                message.setStringProperty("tracestate", "vendor=a");
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
            return message;
        });

        Message result = JmsClient.of(ARTEMIS).resultMessage("storyreel.results", request.id());

        goesOn(request, JmsClient.property(result, "traceparent"), JmsClient.property(result, "tracestate"));
    }

    @Test
    void byKafka() {
        Request request = Request.of("traced-kafka", "[sim:fail]");
        KAFKA.topic("storyreel.requests").publish("key", request.json().toString(),
                Map.of("traceparent", TRACEPARENT, "tracestate", "vendor=a"));

        ConsumerRecord<byte[], byte[]> result = await().atMost(AppFixture.PATIENCE).until(
                () -> KAFKA.topic("storyreel.results").records().stream()
                        .filter(record -> request.id().equals(new String(record.key(), StandardCharsets.UTF_8)))
                        .findFirst().orElse(null), found -> found != null);

        assertThat(result.headers().headers("traceparent")).hasSize(1);
        goesOn(request, header(result, "traceparent"), header(result, "tracestate"));
    }

    @Test
    void bySqs() {
        Request request = Request.of("traced-sqs", "[sim:fail]");
        SQS.client().sendMessage(send -> send.queueUrl(SQS_REQUESTS).messageBody(request.json().toString())
                .messageAttributes(Map.of("traceparent", text(TRACEPARENT), "tracestate", text("vendor=a"))));

        Map<String, MessageAttributeValue> result = await().atMost(AppFixture.PATIENCE).until(() -> SQS.client()
                .receiveMessage(receive -> receive.queueUrl(SQS_RESULTS).visibilityTimeout(0)
                        .messageAttributeNames("All")).messages().stream()
                .filter(found -> found.body().contains(request.id())).findFirst().orElse(null), found -> found != null)
                .messageAttributes();

        goesOn(request, result.get("traceparent").stringValue(), result.get("tracestate").stringValue());
    }

    @Test
    void aStoryWhoseSenderHasNoTraceGivesItsOwnAlong() {
        Request request = Request.of("traced-by-us", "[sim:fail]");
        JmsClient.of(ARTEMIS).send("storyreel.requests", request.json().toString());

        Message result = JmsClient.of(ARTEMIS).resultMessage("storyreel.results", request.id());

        Span report = COLLECTOR.awaitSpan(request.id(), "report");
        assertThat(JmsClient.property(result, "traceparent"))
                .isEqualTo("00-" + hex(report.getTraceId()) + "-" + hex(report.getSpanId()) + "-01");
        assertThat(JmsClient.property(result, "tracestate")).isNull();
    }

    /** All in the sender's trace, and whoever reads the result goes on from where it was sent. */
    private static void goesOn(Request request, String traceparent, String tracestate) {
        Span report = COLLECTOR.awaitSpan(request.id(), "report");
        Span intake = COLLECTOR.awaitSpan(request.id(), "intake");
        assertThat(COLLECTOR.spansOf(request.id())).extracting(span -> hex(span.getTraceId())).containsOnly(TRACE);
        assertThat(hex(intake.getParentSpanId())).isEqualTo(SENDER);
        assertThat(traceparent).isEqualTo("00-" + TRACE + "-" + hex(report.getSpanId()) + "-01");
        assertThat(tracestate).isEqualTo("vendor=a");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }
}
