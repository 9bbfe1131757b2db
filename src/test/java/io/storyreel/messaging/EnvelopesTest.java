package io.storyreel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;
import io.storyreel.settings.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String REQUEST = "{\"request_id\":\"r\",\"idea\":\"A \\\"fox\\\"\"}";

    private final StrictJson strict = new StrictJson();

    private final Envelopes envelopes = new Envelopes(strict, TestSettings.with());

    @Test
    void aRequestIsTakenOutOfANotificationOfSns() throws Exception {
        assertThat(open(sns(REQUEST))).isEqualTo(JSON.readTree(REQUEST));
    }

    @Test
    void aRequestIsTakenOutOfAnEventOfEventBridge() throws Exception {
        assertThat(open(eventBridge(REQUEST))).isEqualTo(JSON.readTree(REQUEST));
    }

    @Test
    void aBatchIsTakenOutOfAnEventOfEventBridgeThatCameBySns() throws Exception {
        assertThat(open(sns(eventBridge("[" + REQUEST + "]")))).isEqualTo(JSON.readTree("[" + REQUEST + "]"));
    }

    @Test
    void aRequestIsTakenOutOfACloudEventInAllItsForms() throws Exception {
        String base64 = Base64.getEncoder().encodeToString(REQUEST.getBytes(StandardCharsets.UTF_8));

        assertThat(open(cloudEvent("\"data\":" + REQUEST))).isEqualTo(JSON.readTree(REQUEST));
        assertThat(open(cloudEvent("\"data\":" + JSON.writeValueAsString(REQUEST)))).isEqualTo(JSON.readTree(REQUEST));
        assertThat(open(cloudEvent("\"data_base64\":\"" + base64 + "\""))).isEqualTo(JSON.readTree(REQUEST));
    }

    @Test
    void aTestOfS3IsNoDocumentEvenBySns() throws Exception {
        String test = "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-11-27T10:00:00.000Z\","
                + "\"Bucket\":\"uploads\",\"RequestId\":\"5582815E1AEA5ADF\",\"HostId\":\"8cLeGAmw098X5cv4Zkwcmo8\"}";

        assertThat(open(test)).isNull();
        assertThat(open(sns(test))).isNull();
    }

    @Test
    void switchedOffNothingIsTakenOut() throws Exception {
        Envelopes off = new Envelopes(strict, TestSettings.with("storyreel.queues.unwrap", "false"));

        assertThat(off.open(strict.read(sns(REQUEST)), "sqs")).isEqualTo(JSON.readTree(sns(REQUEST)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        REQUEST,
        "[]",
        "{\"Type\":\"Notification\",\"Message\":\"{}\"}",
        "{\"detail\":{\"idea\":\"x\"}}",
        "{\"detail-type\":\"x\",\"source\":\"y\",\"detail\":{\"idea\":\"x\"}}",
        "{\"specversion\":\"1.0\",\"data\":{\"idea\":\"x\"}}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
            + "\"idea\":\"x\",\"data\":{\"idea\":\"y\"}}",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":5}",
        "{\"Event\":\"s3:TestEvent\"}"})
    void whatMayBeSomethingElseIsLeftAsItIs(String message) throws Exception {
        assertThat(open(message)).isEqualTo(JSON.readTree(message));
    }

    @Test
    void whatIsInAnEnvelopeIsReadAsStrictlyAndItsFaultSaysWhere() {
        assertThatThrownBy(() -> open(sns("{\"idea\":\"a\",\"idea\":\"b\"}"))).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/Message").hasMessageContaining("stands twice");
        assertThatThrownBy(() -> open(cloudEvent("\"data_base64\":\"?\""))).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("/data_base64");
    }

    @Test
    void aSubscriptionOfSnsIsNotConfirmedByFollowingItsLink() {
        String confirmation = sns("{}").replace("\"Notification\"", "\"SubscriptionConfirmation\"");

        assertThatThrownBy(() -> open(confirmation)).isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("SubscriptionConfirmation").hasMessageContaining("follows no links");
    }

    private JsonNode open(String message) throws InvalidRequest {
        return envelopes.open(strict.read(message), "sqs");
    }

    private static String sns(String message) {
        try {
            return "{\"Type\":\"Notification\",\"MessageId\":\"22b80b92\",\"TopicArn\":\"arn:aws:sns:us-west-2:1:t\","
                    + "\"Subject\":\"s\",\"Message\":" + JSON.writeValueAsString(message) + ",\"Timestamp\":\""
                    + "2026-11-27T10:00:00.000Z\",\"SignatureVersion\":\"1\",\"Signature\":\"EXAMPLE\","
                    + "\"SigningCertURL\":\"https://sns.example/c.pem\",\"UnsubscribeURL\":\"https://sns.example/u\"}";
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String eventBridge(String detail) {
        return "{\"version\":\"0\",\"id\":\"6a7e8feb\",\"detail-type\":\"story wanted\",\"source\":\"shop\","
                + "\"account\":\"111122223333\",\"time\":\"2026-11-27T10:00:00Z\",\"region\":\"us-east-1\","
                + "\"resources\":[],\"detail\":" + detail + "}";
    }

    private static String cloudEvent(String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"shop.story.wanted\","
                + "\"datacontenttype\":\"application/json\",\"title\":\"an extension\"," + data + "}";
    }
}
