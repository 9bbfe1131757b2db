package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;

import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.sqs.LocalSqs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** FIFO queues of SQS for all three, each named in another way, with keys of their own. */
class SqsFifoIT {

    private static final LocalSqs SQS = LocalSqs.start();

    private static final String REQUESTS = SQS.createQueue("orders.fifo");

    private static final String RESULTS = SQS.createQueue("results.fifo");

    private static final String REJECTED = SQS.createQueue("rejected.fifo");

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.sqs.enabled", "true")
            .with("storyreel.sqs.endpoint", SQS.endpoint().toString())
            .with("storyreel.sqs.access-key", "of-the-queues").with("storyreel.sqs.secret-key", "secret-of-the-queues")
            .with("storyreel.sqs.request-queue", "arn:aws:sqs:us-east-1:000000000000:orders.fifo")
            .with("storyreel.sqs.result-queue", RESULTS).with("storyreel.sqs.rejected-queue", "rejected.fifo").app();

    @AfterAll
    static void closeSqs() {
        SQS.close();
    }

    @Test
    void aResultIsInTheGroupOfItsRequestWithItsAttributesAsTheyWere() {
        Request request = Request.of("fifo-first");
        Map<String, MessageAttributeValue> attributes = Map.of("Foo", of("String", "1"), "foo", of("String.json", "{}"),
                "size", of("Number", "1e10"));
        send(request.json().toString(), "customer-7", attributes);

        Message result = take(RESULTS);

        APP.deliveredBy(JmsClient.checked(result.body()));
        assertThat(result.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "customer-7");
        assertThat(result.messageAttributes()).containsAllEntriesOf(attributes).doesNotContainKey("storyreel-origin");
        assertThat(SQS.accessKeysSeen()).contains("of-the-queues");
        assertThat(APP.product().log()).doesNotContain("secret-of-the-queues");
    }

    @Test
    void aBadMessageIsRejectedInItsGroupAndTheOnesBehindItGoOn() {
        Request next = Request.of("fifo-behind-a-bad-one", "[sim:fail]");
        send("no JSON", "customer-8", Map.of());
        send(next.json().toString(), "customer-8", Map.of());

        Message rejected = take(REJECTED);

        assertThat(rejected.body()).isEqualTo("no JSON");
        assertThat(rejected.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "customer-8");
        assertThat(rejected.messageAttributes()).containsKey("storyreel-error-code");
        assertThat(JmsClient.checked(take(RESULTS).body()).path("request_id").asText()).isEqualTo(next.id());
    }

    private static void send(String body, String group, Map<String, MessageAttributeValue> attributes) {
        SQS.client().sendMessage(send -> send.queueUrl(REQUESTS).messageBody(body).messageAttributes(attributes)
                .messageGroupId(group).messageDeduplicationId(String.valueOf(System.nanoTime())));
    }

    /** Waits for the next message and takes it. */
    private static Message take(String queue) {
        List<Message> taken = await("a message in " + queue).atMost(AppFixture.PATIENCE).until(() -> SQS.client()
                .receiveMessage(receive -> receive.queueUrl(queue).messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages(),
                found -> !found.isEmpty());
        SQS.client().deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(taken.get(0).receiptHandle()));
        return taken.get(0);
    }

    private static MessageAttributeValue of(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}
