package io.storyreel.messaging.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import io.storyreel.messaging.PackedHeaders;
import io.storyreel.sandbox.sqs.LocalSqs;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** Storyreel's client of SQS, without the routes. */
class SqsClientsTest {

    private final SqsAttributes attributes = new SqsAttributes();

    private LocalSqs sqs;

    private SqsClient client;

    @BeforeEach
    void start() {
        sqs = LocalSqs.start();
        client = client("storyreel.sqs.access-key", "of-the-queues", "storyreel.sqs.secret-key", "secret");
    }

    @AfterEach
    void stop() {
        client.close();
        sqs.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"results", "arn:aws:sqs:us-east-1:000000000000:results", "url"})
    void aQueueIsNamedByNameOrArnOrUrl(String name) {
        String url = sqs.createQueue("results");

        send(name.equals("url") ? url : name, Map.of());

        assertThat(receive(url).body()).isEqualTo("{}");
    }

    @Test
    void itsOwnKeysWinOverThoseOfTheStore() {
        send(sqs.createQueue("results"), Map.of());

        assertThat(sqs.accessKeysSeen()).containsExactly("of-the-queues");
    }

    @Test
    void withoutKeysOfItsOwnThoseOfTheStoreHold() {
        try (SqsClient other = client()) {
            other.sendMessage(message -> message.queueUrl(sqs.createQueue("results")).messageBody("{}"));
        }

        assertThat(sqs.accessKeysSeen()).containsExactly("of-the-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "arn:aws:sqs:us-east-1:000000000000:nowhere", "url"})
    void aQueueThatDoesNotExistIsNamed(String name) {
        String queue = name.equals("url") ? sqs.createQueue("nowhere").replace("nowhere", "nowhere-else") : name;

        assertThatThrownBy(() -> send(queue, Map.of())).isInstanceOf(QueueDoesNotExistException.class)
                .hasMessageContaining(queue);
    }

    @Test
    void aMessageThatIsTooLargeIsToldFromAQueueThatIsNotThere() {
        String url = sqs.createQueue("results");

        assertThatThrownBy(() -> client.sendMessage(message -> message.queueUrl(url)
                .messageBody("x".repeat(2_000_000)))).isInstanceOf(MessageRefused.class)
                .hasMessageContaining("shorter than");
    }

    @Test
    void attributesKeepTheirTypeAndTheirCase() {
        Map<String, MessageAttributeValue> all = Map.of("Foo", of("String", "1"), "foo", of("String", "2"),
                "size", of("Number", "1e10"), "note", of("String.json", "{}"), "seal", MessageAttributeValue.builder()
                        .dataType("Binary.png").binaryValue(SdkBytes.fromByteArray(new byte[] {1, 2})).build());
        String url = sqs.createQueue("results");

        send(url, Map.of(SqsAttributeInterceptor.PACKED, of("String", attributes.pack(all))));

        assertThat(receive(url).messageAttributes()).isEqualTo(all);
    }

    @Test
    void whatTellsOfTheRequestsOwnBodyIsNotPutOnItsResult() {
        String packed = attributes.pack(Map.of("Content-Encoding", of("String", "gzip"), "trace", of("String", "a")));

        assertThat(SqsAttributes.unpack(PackedHeaders.ofAResult(packed))).containsOnlyKeys("trace");
        assertThat(SqsAttributes.unpack(packed)).hasSize(2);
    }

    @Test
    void inAFifoQueueAMessageHasItsGroupAndIsThereOnce() {
        String url = sqs.createQueue("results.fifo");
        Map<String, MessageAttributeValue> place = Map.of(SqsAttributeInterceptor.GROUP, of("String", "orders"),
                SqsAttributeInterceptor.ONCE, of("String", "outcome-1"));

        send("results.fifo", place);
        send("results.fifo", place);

        assertThat(sqs.visible("results.fifo")).isEqualTo(1);
        Message received = receive(url);
        assertThat(received.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "orders");
        assertThat(received.messageAttributes()).isEmpty();
    }

    private SqsClient client(String... more) {
        return new SqsClients().sqsClient(TestSettings.with(Map.of("storyreel.sqs.endpoint", sqs.endpoint().toString(),
                "storyreel.s3.access-key", "of-the-store", "storyreel.s3.secret-key", "secret"), more));
    }

    private void send(String queue, Map<String, MessageAttributeValue> all) {
        client.sendMessage(message -> message.queueUrl(queue).messageBody("{}").messageAttributes(all));
    }

    private Message receive(String url) {
        return sqs.client().receiveMessage(receive -> receive.queueUrl(url).messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages().get(0);
    }

    private static MessageAttributeValue of(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}
