package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The fourth channel in and out: queues of SQS, spoken to by AWS's own client. */
class SqsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final LocalSqs SQS = LocalSqs.start();

    private static final String REQUESTS = SQS.createQueue("storyreel-requests");

    private static final String RESULTS = SQS.createQueue("storyreel-results");

    private static final String REJECTED = SQS.createQueue("storyreel-rejected");

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.sqs.enabled", "true")
            .with("storyreel.sqs.endpoint", SQS.endpoint().toString()).app();

    @AfterAll
    static void closeSqs() {
        SQS.close();
    }

    @Test
    void aMessageBecomesAVideoAndItsResultHasItsAttributes() {
        Request request = Request.of("sqs-first");
        send(request.json().toString(), Map.of("trace", text("abc-1"), "weight", number("1.50"), "seal", bytes(1, 2),
                "traceparent", text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                "tracestate", text("vendor=a")));

        Message result = take(RESULTS, "storyreel-request-id", request.id());

        APP.deliveredBy(JmsClient.checked(result.body()));
        assertThat(result.messageAttributes()).containsEntry("trace", text("abc-1"))
                .containsEntry("weight", number("1.50")).containsEntry("seal", bytes(1, 2))
                .containsEntry("traceparent", text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
                .containsEntry("tracestate", text("vendor=a")).containsEntry("storyreel-status", text("delivered"));
        assertThat(APP.payments(request)).isEqualTo(1);
        await().atMost(AppFixture.PATIENCE).until(() -> SQS.inFlight("storyreel-requests") == 0);
    }

    @Test
    void aBadMessageMovesToTheRejectedQueueAsItCameAndTheNextIsTaken() {
        String bad = "{\"request_id\":\"sqs-bad\",\"idea\":\"x\",\"loop\":9}";
        Request next = Request.of("sqs-behind-a-bad-one");
        send(bad, Map.of("sender", text("bad"), "a", text("1"), "b", text("1"), "c", text("1"), "d", text("1"), "e",
                text("1"), "f", text("1"), "g", text("1"), "h", text("1"), "i", text("1")));
        send(next.json().toString(), Map.of());

        Message rejected = take(REJECTED, "storyreel-error-code", "INVALID_REQUEST");

        assertThat(rejected.body()).isEqualTo(bad);
        // As many as SQS allows: eight of its own, and the error.
        assertThat(rejected.messageAttributes()).hasSize(10);
        assertThat(rejected.messageAttributes().get("storyreel-error-message").stringValue()).contains("/loop");
        APP.deliveredBy(JmsClient.checked(take(RESULTS, "storyreel-request-id", next.id()).body()));
    }

    @Test
    void aRequestIsTakenOutOfTheEnvelopeOfSnsAndATestOfS3IsDropped() {
        Request request = Request.of("sqs-by-sns", "[sim:fail]");
        send("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-11-27T10:00:00.000Z\","
                + "\"Bucket\":\"uploads\",\"RequestId\":\"5582815E1AEA5ADF\",\"HostId\":\"8cLeGAmw\"}", Map.of());
        send(JSON.createObjectNode().put("Type", "Notification").put("MessageId", "22b80b92")
                .put("TopicArn", "arn:aws:sns:us-west-2:123456789012:orders").put("Message", request.json().toString())
                .put("Timestamp", "2026-11-27T10:00:00.000Z").put("SignatureVersion", "1").toString(), Map.of());

        take(RESULTS, "storyreel-request-id", request.id());

        await().atMost(AppFixture.PATIENCE).until(() -> SQS.inFlight("storyreel-requests") == 0
                && SQS.visible("storyreel-requests") == 0);
        assertThat(APP.product().log()).containsOnlyOnce("a test of S3 from the sqs, dropped");
    }

    @Test
    void aResultThatIsTooLargeForItsQueueComesShortened() {
        // Its own attributes fit in beside it, the result's do not.
        Request request = Request.of("sqs-large-attributes", "[sim:fail]");
        send(request.json().toString(), Map.of("note", text("n".repeat(1_048_200))));

        Message result = take(RESULTS, "storyreel-request-id", request.id());

        JmsClient.checked(result.body());
        assertThat(result.messageAttributes().get("storyreel-shortened").stringValue())
                .contains("/api/stories/" + request.id());
        assertThat(result.messageAttributes()).doesNotContainKey("note");
    }

    @Test
    void aBadMessageWithoutRoomForItsErrorIsRejectedAsItCame() {
        String bad = "no JSON: sqs-large" + " ".repeat(1_048_576 - 18);
        send(bad, Map.of());

        Message rejected = await().atMost(AppFixture.PATIENCE).until(() -> SQS.client().receiveMessage(receive
                -> receive
                .queueUrl(REJECTED).visibilityTimeout(0).maxNumberOfMessages(10)).messages().stream()
                .filter(message -> message.body().startsWith("no JSON: sqs-large")).findFirst().orElse(null),
                found -> found != null);

        assertThat(rejected.body()).isEqualTo(bad);
    }

    @Test
    void theSameRequestInAnotherMessageIsAnsweredAsADuplicateAndOtherContentIsRejected() {
        Request request = Request.of("sqs-twice");
        send(request.json().toString(), Map.of());
        take(RESULTS, "storyreel-request-id", request.id());

        send(request.json().toString(), Map.of());
        send(request.with("idea", "something else").json().toString(), Map.of());

        JsonNode second = JmsClient.checked(take(RESULTS, "storyreel-request-id", request.id()).body());
        assertThat(second.path("status").asText()).isEqualTo("duplicate");
        assertThat(second.at("/video/uri").asText()).startsWith("s3://");
        take(REJECTED, "storyreel-error-code", "REQUEST_ID_CONFLICT");
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void sqsThatGoesAndComesBackIsRiddenOutWithoutAFloodOfLines() throws Exception {
        List<Request> before = IntStream.range(0, 10).mapToObj(i -> Request.of("sqs-outage-" + i, "[sim:slow ms=500]"))
                .toList();
        before.forEach(request -> send(request.json().toString(), Map.of()));
        before.forEach(APP::storyOf);
        long linesBefore = APP.product().log().lines().count();
        SQS.goAway();
        await().atMost(AppFixture.PATIENCE).until(() -> before.stream().allMatch(request -> APP.product()
                .story(request.id()).filter(story -> story.path("state").asText().equals("delivered")).isPresent()));
        AppFixture.letPass(Duration.ofSeconds(10));
        long linesOfOutage = APP.product().log().lines().skip(linesBefore)
                .filter(line -> line.contains("WARN") || line.contains("ERROR")).count();
        SQS.comeBack();

        before.forEach(request -> APP.deliveredBy(
                JmsClient.checked(take(RESULTS, "storyreel-request-id", request.id()).body())));

        Request after = Request.of("sqs-after-the-outage");
        send(after.json().toString(), Map.of());
        APP.deliveredBy(JmsClient.checked(take(RESULTS, "storyreel-request-id", after.id()).body()));
        assertThat(linesOfOutage).isBetween(1L, 10L);
        assertThat(APP.product().log()).doesNotContain("\tat ");
    }

    private static void send(String body, Map<String, MessageAttributeValue> attributes) {
        SQS.client().sendMessage(send -> send.queueUrl(REQUESTS).messageBody(body).messageAttributes(attributes));
    }

    /** Waits for a message with this attribute and takes it; others are there again at once. */
    private static Message take(String queue, String attribute, String value) {
        return await(value + " in " + queue).atMost(AppFixture.PATIENCE).until(() -> {
            List<Message> batch = SQS.client().receiveMessage(receive -> receive.queueUrl(queue).visibilityTimeout(0)
                    .maxNumberOfMessages(10).messageAttributeNames("All")).messages();
            Message found = batch.stream().filter(message -> message.messageAttributes().containsKey(attribute)
                    && value.equals(message.messageAttributes().get(attribute).stringValue())).findFirst().orElse(null);
            if (found != null) {
                SQS.client().deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(found.receiptHandle()));
            }
            return found;
        }, found -> found != null);
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
    }

    private static MessageAttributeValue number(String value) {
        return MessageAttributeValue.builder().dataType("Number").stringValue(value).build();
    }

    private static MessageAttributeValue bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return MessageAttributeValue.builder().dataType("Binary").binaryValue(SdkBytes.fromByteArray(bytes)).build();
    }
}
