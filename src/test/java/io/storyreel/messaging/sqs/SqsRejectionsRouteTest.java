package io.storyreel.messaging.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.PackagedRoutes;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.ledger.TestLedger;
import io.storyreel.report.Reports;
import io.storyreel.report.ShortResult;
import io.storyreel.sandbox.sqs.LocalSqs;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.TestSettings;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The packaged exit for rejected messages of SQS, run by plain Camel, where queues are missing. */
@Timeout(60)
class SqsRejectionsRouteTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    private LocalSqs sqs;

    private SqsClient client;

    private TestLedger ledger;

    @BeforeEach
    void start() throws Exception {
        sqs = LocalSqs.start();
        StoryreelSettings settings = TestSettings.with("storyreel.sqs.endpoint", sqs.endpoint().toString(),
                "storyreel.sqs.access-key", "of-the-queues", "storyreel.sqs.secret-key", "secret");
        client = new SqsClients().sqsClient(settings);
        ledger = TestLedger.fresh(settings);
        ledger.parts().give(camel);
        ledger.parts().bindTo(camel, Reports.class, ShortResult.class, SqsAttributes.class, SqsRejections.class,
                UnhandledFaults.class);
        camel.getRegistry().bind("sqsClient", client);
        Properties properties = new Properties();
        properties.putAll(Map.of("storyreel.sqs.enabled", "true", "storyreel.sqs.result-queue", "results.fifo",
                "storyreel.sqs.rejected-queue", "rejected.fifo"));
        camel.getPropertiesComponent().setInitialProperties(properties);
        PackagedRoutes.load(camel, "54-report-sqs");
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        client.close();
        ledger.close();
        sqs.close();
    }

    @Test
    void theResultQueueIsToldOfAMessageThatNoRejectedQueueTakes() throws Exception {
        String results = sqs.createQueue("results.fifo");

        Exchange rejected = reject();

        assertThat(rejected.getException()).isNull();
        // By it Camel deletes the message.
        assertThat(rejected.getMessage().getHeader("CamelAwsSqsReceiptHandle")).isEqualTo("receipt");
        Message told = take(results);
        assertThat(told.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "group-1");
        assertThat(told.messageAttributes().get("storyreel-status").stringValue()).isEqualTo("rejected");
        JsonNode result = new ObjectMapper().readTree(told.body());
        assertThat(result.path("status").asText()).isEqualTo("rejected");
        assertThat(result.path("error").path("code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(result.path("error").path("message").asText()).isEqualTo("no JSON; the rejected queue does not take"
                + " the message message-1, which is deleted: send it again");
    }

    @Test
    void aMessageThatNoQueueTakesHoldsUpNoOther() {
        assertThat(reject().getException()).isNull();
    }

    @Test
    void aMessageThatIsTakenByTheRejectedQueueIsNotToldOfElsewhere() throws Exception {
        sqs.createQueue("results.fifo");
        String queue = sqs.createQueue("rejected.fifo");

        assertThat(reject().getException()).isNull();

        assertThat(take(queue).body()).isEqualTo("{no JSON");
        assertThat(sqs.visible("results.fifo")).isZero();
    }

    @Test
    void aMessageComesAgainWhileSqsIsAway() {
        sqs.createQueue("results.fifo");
        sqs.goAway();

        assertThat(reject().getException()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"AccessDenied, 403, true", "KmsDisabled, 400, true",
            "AWS.SimpleQueueService.NonExistentQueue, 400, true",
        "InvalidClientTokenId, 403, false", "ExpiredToken, 403, false", "RequestThrottled, 400, false",
        "KmsThrottled, 400, false", "InternalFailure, 500, false"})
    void onlyWhatNoRepetitionMendsIsForGood(String code, int status, boolean forGood) {
        Exception refusal = (Exception) SqsException.builder().statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build()).build();

        assertThat(new SqsRejections().isForGood(refusal)).isEqualTo(forGood);
    }

    private Exchange reject() {
        return camel.createProducerTemplate().send("direct:reject-sqs", exchange -> {
            exchange.getMessage().setBody("something else by now");
            exchange.getMessage().setHeader("CamelAwsSqsReceiptHandle", "receipt");
            Map.of("channel", "sqs", "received", "{no JSON", "originMessage", "message-1", "originGroup", "group-1",
                    "errorCode", "INVALID_REQUEST", "errorMessage", "no JSON").forEach(exchange::setProperty);
        });
    }

    private Message take(String url) {
        List<Message> found = sqs.client().receiveMessage(receive -> receive.queueUrl(url).messageAttributeNames("All")
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
