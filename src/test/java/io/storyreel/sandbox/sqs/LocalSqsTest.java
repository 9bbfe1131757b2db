package io.storyreel.sandbox.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

class LocalSqsTest {

    private final LocalSqs sqs = LocalSqs.start();

    private final SqsClient client = sqs.client();

    private final String queue = sqs.createQueue("requests");

    @AfterEach
    void stop() {
        sqs.close();
    }

    @Test
    void aMessageIsReceivedWithTheAttributesAskedFor() {
        String sent = client.sendMessage(r -> r.queueUrl(queue).messageBody("a <cat> & a \"dog\"\r\n\uD83D\uDC08")
                .messageAttributes(Map.of("trace.id", text("String", "äöü"), "trace.hop", text("Number.int", "7"),
                        "raw", binary(new byte[] {0, 1, -1})))).messageId();

        Message whole = receive("All");
        assertThat(whole.messageId()).isEqualTo(sent);
        assertThat(whole.body()).isEqualTo("a <cat> & a \"dog\"\r\n\uD83D\uDC08");
        assertThat(whole.messageAttributes()).containsOnlyKeys("trace.id", "trace.hop", "raw");
        assertThat(whole.messageAttributes().get("trace.hop")).isEqualTo(text("Number.int", "7"));
        assertThat(whole.messageAttributes().get("raw").binaryValue().asByteArray()).containsExactly(0, 1, -1);
        makeVisible(whole);
        Message part = receive("trace.*");
        assertThat(part.messageAttributes()).containsOnlyKeys("trace.id", "trace.hop");
        makeVisible(part);
        assertThat(receive().messageAttributes()).isEmpty();
    }

    @Test
    void anUnacknowledgedMessageComesAgainAsTheSame() {
        Instant before = Instant.now().minusMillis(1);
        send("again");
        Message first = client.receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(1)).messages().get(0);
        assertThat(sqs.inFlight("requests")).isEqualTo(1);
        assertThat(client.receiveMessage(r -> r.queueUrl(queue)).messages()).isEmpty();

        Message second = receive();

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(second.attributes()).containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2");
        assertThat(Long.parseLong(second.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP)))
                .isBetween(before.toEpochMilli(), Instant.now().toEpochMilli());
    }

    @Test
    void aDeletedMessageIsGone() {
        send("once");
        Message message = client.receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(1)).messages().get(0);

        client.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle()));

        assertThat(sqs.inFlight("requests")).isZero();
        assertThat(client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(2)).messages()).isEmpty();
    }

    @Test
    void anOldReceiptHandleDeletesNothing() {
        send("kept");
        Message first = receive();
        makeVisible(first);
        receive();

        client.deleteMessage(r -> r.queueUrl(queue).receiptHandle(first.receiptHandle()));

        assertThat(sqs.inFlight("requests")).isEqualTo(1);
        assertThatThrownBy(() -> client.deleteMessage(r -> r.queueUrl(queue).receiptHandle("made up")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
    }

    @Test
    void theQueueSaysHowLongAMessageStaysHidden() {
        client.setQueueAttributes(r -> r.queueUrl(queue)
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1")));
        send("soon back");
        Message message = receive();

        await().until(() -> sqs.visible("requests") == 1);
        assertThat(sqs.inFlight("requests")).isZero();
        assertThatThrownBy(() -> makeVisible(message)).isInstanceOf(MessageNotInflightException.class);
        assertThat(client.getQueueAttributes(r -> r.queueUrl(queue)
                .attributeNames(QueueAttributeName.ALL)).attributes())
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "1")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0");
    }

    @Test
    void aLongPollAnswersAsSoonAsAMessageComes() {
        CompletableFuture<Message> received = CompletableFuture.supplyAsync(() -> receive());

        send("at last");

        await().atMost(Duration.ofSeconds(5)).until(received::isDone);
        assertThat(received.join().body()).isEqualTo("at last");
    }

    @Test
    void aLongPollAnswersWhenAHiddenMessageComesBack() {
        send("back");
        client.receiveMessage(r -> r.queueUrl(queue).visibilityTimeout(1));
        Instant start = Instant.now();

        assertThat(receive().body()).isEqualTo("back");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void aLongPollWithoutAMessageEndsInTime() {
        Instant start = Instant.now();

        assertThat(client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(1)).messages()).isEmpty();
        assertThat(Duration.between(start, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void goneAndBackItHasAllItsMessages() {
        send("in flight");
        Message message = receive();
        send("waiting");

        sqs.goAway();
        assertThatThrownBy(() -> send("lost")).isInstanceOf(SdkClientException.class);
        sqs.comeBack();

        assertThat(sqs.visible("requests")).isEqualTo(1);
        assertThat(sqs.inFlight("requests")).isEqualTo(1);
        client.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle()));
        assertThat(receive().body()).isEqualTo("waiting");
    }

    @Test
    void aLongPollCutOffTakesNothingLater() {
        CompletableFuture<HttpResponse<String>> poll = new FormCaller(sqs.endpoint()).postLater(
                "Action", "ReceiveMessage", "QueueUrl", queue, "WaitTimeSeconds", "20");

        sqs.goAway();
        await().until(poll::isCompletedExceptionally);
        sqs.comeBack();
        send("for another");

        assertThat(receive().body()).isEqualTo("for another");
    }

    @Test
    void anUnknownQueueIsTold() {
        assertThatThrownBy(() -> client.getQueueUrl(r -> r.queueName("nowhere")))
                .isInstanceOf(QueueDoesNotExistException.class)
                .extracting(e -> ((SqsException) e).awsErrorDetails().errorCode())
                .isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
        assertThatThrownBy(() -> client.receiveMessage(r -> r.queueUrl(queue + "2")))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void queuesAreMadeAndListed() {
        String url = client.createQueue(r -> r.queueName("other")
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "5"))).queueUrl();

        assertThat(url).isEqualTo(sqs.endpoint() + "/000000000000/other");
        assertThat(client.getQueueUrl(r -> r.queueName("other")).queueUrl()).isEqualTo(url);
        assertThat(client.listQueues().queueUrls()).containsExactly(url, queue);
        assertThat(client.listQueues(r -> r.queueNamePrefix("req")).queueUrls()).containsExactly(queue);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0007", "a\uFFFF", "\uD800"})
    void aBodyWithCharactersSqsRefusesIsRefused(String body) {
        assertThatThrownBy(() -> send(body)).isInstanceOf(InvalidMessageContentsException.class);
    }

    @Test
    void anEmptyOrTooLongMessageIsRefused() {
        assertRefused("MissingParameter", () -> send(""));
        assertRefused("InvalidParameterValue", () -> send("x".repeat(1024 * 1024 + 1)));
        send("x".repeat(1024 * 1024));
        assertThat(receive().body()).hasSize(1024 * 1024);
    }

    @Test
    void moreThanTenAttributesAreRefused() {
        Map<String, MessageAttributeValue> eleven = new HashMap<>();
        for (int i = 0; i < 11; i++) {
            eleven.put("name" + i, text("String", "value"));
        }
        assertRefused("InvalidParameterValue",
                () -> client.sendMessage(r -> r.queueUrl(queue).messageBody("x").messageAttributes(eleven)));
    }

    @Test
    void anEntryOfABatchMayFailAlone() {
        SendMessageBatchResponse sent = client.sendMessageBatch(r -> r.queueUrl(queue).entries(
                SendMessageBatchRequestEntry.builder().id("good").messageBody("good").build(),
                SendMessageBatchRequestEntry.builder().id("bad").messageBody("\u0001").build()));

        assertThat(sent.successful()).singleElement().satisfies(entry -> assertThat(entry.id()).isEqualTo("good"));
        assertThat(sent.failed()).singleElement()
                .satisfies(entry -> assertThat(entry.code()).isEqualTo("InvalidMessageContents"));
    }

    @Test
    void manyAreReceivedHiddenAndDeletedAtOnce() {
        List.of("a", "b", "c").forEach(this::send);
        List<Message> messages = client.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10)).messages();
        assertThat(messages).extracting(Message::body).containsExactly("a", "b", "c");

        client.changeMessageVisibilityBatch(r -> r.queueUrl(queue).entries(
                e -> e.id("a").receiptHandle(messages.get(0).receiptHandle()).visibilityTimeout(0)));
        client.deleteMessageBatch(r -> r.queueUrl(queue).entries(
                e -> e.id("b").receiptHandle(messages.get(1).receiptHandle()),
                e -> e.id("c").receiptHandle(messages.get(2).receiptHandle())));

        assertThat(sqs.visible("requests")).isEqualTo(1);
        assertThat(sqs.inFlight("requests")).isZero();
        client.purgeQueue(r -> r.queueUrl(queue));
        assertThat(sqs.visible("requests")).isZero();
    }

    @Test
    void theQueryProtocolSendsReceivesAndDeletes() throws Exception {
        FormCaller caller = new FormCaller(sqs.endpoint());
        HttpResponse<String> sent = caller.post("Action", "SendMessage", "QueueUrl", queue,
                "MessageBody", "a <cat> &\r\n a dog", "MessageAttribute.1.Name", "kind",
                "MessageAttribute.1.Value.DataType", "String", "MessageAttribute.1.Value.StringValue", "query");
        HttpResponse<String> received = caller.post("Action", "ReceiveMessage", "QueueUrl", queue,
                "MessageAttributeName.1", "All", "AttributeName.1", "ApproximateReceiveCount");

        assertThat(FormCaller.element(received, "MessageId")).isEqualTo(FormCaller.element(sent, "MessageId"));
        assertThat(FormCaller.element(received, "Body")).isEqualTo("a <cat> &\r\n a dog");
        assertThat(FormCaller.element(received, "StringValue")).isEqualTo("query");
        assertThat(FormCaller.element(received, "Attribute")).isEqualTo("ApproximateReceiveCount1");
        HttpResponse<String> deleted = caller.post("Action", "DeleteMessage", "QueueUrl", queue,
                "ReceiptHandle", FormCaller.element(received, "ReceiptHandle"));
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(sqs.inFlight("requests")).isZero();
    }

    @Test
    void theQueryProtocolTellsItsErrors() throws Exception {
        HttpResponse<String> answer = new FormCaller(sqs.endpoint()).post("Action", "GetQueueUrl",
                "QueueName", "nowhere");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(FormCaller.element(answer, "Code")).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
    }

    private void send(String body) {
        client.sendMessage(r -> r.queueUrl(queue).messageBody(body));
    }

    private Message receive(String... attributes) {
        return client.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(20).messageAttributeNames(attributes)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages().get(0);
    }

    private void makeVisible(Message message) {
        client.changeMessageVisibility(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle())
                .visibilityTimeout(0));
    }

    private static void assertRefused(String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(SqsException.class)
                .extracting(e -> ((SqsException) e).awsErrorDetails().errorCode()).isEqualTo(code);
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static MessageAttributeValue binary(byte[] value) {
        return MessageAttributeValue.builder().dataType("Binary").binaryValue(SdkBytes.fromByteArray(value)).build();
    }
}
