package io.storyreel.journey.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.journey.fixture.AppFixture;
import io.storyreel.journey.fixture.AppPlan;
import io.storyreel.journey.fixture.InNewFolder;
import io.storyreel.journey.fixture.JmsClient;
import io.storyreel.journey.fixture.Request;
import io.storyreel.sandbox.LocalArtemis;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.TemporaryQueue;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.qpid.jms.message.JmsMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The second channel in and out: a queue of ActiveMQ Artemis. */
class JmsIT {

    private static final String REQUESTS = "storyreel.requests";

    private static final String RESULTS = "storyreel.results";

    private static final String REJECTED = "storyreel.rejected";

    private static final LocalArtemis BROKER = InNewFolder.start(LocalArtemis::start);

    @RegisterExtension
    static final AppFixture APP = AppPlan.usual().with("storyreel.jms.enabled", "true")
            .with("storyreel.jms.url", BROKER.url()).with("storyreel.inbox.max-size", "512K")
            .with("storyreel.api.max-retries", "2").app();

    /** Made without asking the broker, which would find another name for it. */
    private static final Destination NOWHERE = ActiveMQJMSClient.createQueue(LocalArtemis.STRICT + "nowhere");

    private final JmsClient client = JmsClient.of(BROKER);

    private final JmsClient amqp = JmsClient.amqp(BROKER);

    @AfterAll
    static void closeBroker() {
        BROKER.close();
    }

    @Test
    void aTextMessageBecomesAVideoAndItsResultHasItsCorrelationId() {
        Request request = Request.of("jms-text");
        client.send(REQUESTS, context -> correlated(context.createTextMessage(request.json().toString()), "order-17"));

        Message result = client.resultMessage(RESULTS, request.id());

        APP.deliveredBy(JmsClient.checked(JmsClient.text(result)));
        assertThat(JmsClient.correlationId(result)).isEqualTo("order-17");
        assertThat(JmsClient.property(result, "storyreel_status"))
                .isEqualTo("delivered");
        assertThat(APP.payments(request)).isEqualTo(1);
        assertThat(APP.outbox().resolve(request.fileName())).doesNotExist();
    }

    /** Traces are off here. */
    @Test
    void theTraceOfASenderGoesOnWithTheResultAndAMalformedOneDoesNot() {
        Request request = Request.of("jms-traced", "[sim:fail]");
        Request malformed = Request.of("jms-traced-badly", "[sim:fail]");
        String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        client.send(REQUESTS, context -> traced(context.createTextMessage(request.json().toString()), traceparent));
        client.send(REQUESTS, context -> traced(context.createTextMessage(malformed.json().toString()), "7"));

        assertThat(JmsClient.property(client.resultMessage(RESULTS, request.id()), "traceparent"))
                .isEqualTo(traceparent);
        assertThat(JmsClient.property(client.resultMessage(RESULTS, malformed.id()), "traceparent")).isNull();

        client.send(REQUESTS, context -> traced(context.createTextMessage(request.json().toString()), traceparent));
        assertThat(JmsClient.property(client.resultMessage(RESULTS, request.id()), "traceparent"))
                .as("of a duplicate").isEqualTo(traceparent);
    }

    private static Message traced(Message message, String traceparent) {
        try {
            message.setStringProperty("traceparent", traceparent);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void withoutACorrelationIdTheResultCarriesTheMessageId() {
        Request request = Request.of("jms-uncorrelated", "[sim:fail]");
        String messageId = client.send(REQUESTS, request.json().toString());

        Message result = client.resultMessage(RESULTS, request.id());

        assertThat(JmsClient.correlationId(result)).isEqualTo(messageId);
        assertThat(JmsClient.checked(JmsClient.text(result)).at("/error/code").asText())
                .isEqualTo("GENERATION_FAILED");
    }

    @Test
    void aBytesMessageOfAnAmqpClientIsTakenAndAnswered() {
        Request request = Request.of("jms-amqp").with("title", "\u00dcber den Wolken");
        amqp.send(REQUESTS, context -> bytes(context, request.bytes()));

        JsonNode result = amqp.result(RESULTS, request.id());

        APP.deliveredBy(result);
    }

    @Test
    void anAmqpSenderFindsTheIdOfItsMessageInTheResult() {
        Request request = Request.of("jms-amqp-id", "[sim:fail]");
        String messageId = amqp.send(REQUESTS, request.json().toString());

        Message result = amqp.resultMessage(RESULTS, request.id());

        assertThat(JmsClient.correlationId(result)).isEqualTo(messageId);
    }

    @Test
    void aReplyToWinsOverTheResultQueue() {
        Request request = Request.of("jms-reply-to");
        client.send(REQUESTS, context -> answeredAt(context.createTextMessage(request.json().toString()),
                context.createQueue("our.own.answers")));

        APP.deliveredBy(client.result("our.own.answers", request.id()));
    }

    @Test
    void aTemporaryQueueIsAnsweredWhileItsOwnerWaits() {
        Request request = Request.of("jms-temporary");
        try (JMSContext context = client.factory().createContext()) {
            TemporaryQueue answers = context.createTemporaryQueue();
            context.createProducer().setJMSReplyTo(answers).send(context.createQueue(REQUESTS),
                    request.json().toString());

            Message result = context.createConsumer(answers).receive(AppFixture.PATIENCE.toMillis());

            APP.deliveredBy(JmsClient.checked(JmsClient.text(result)));
        }
    }

    @Test
    void anAnswerWhoseTemporaryQueueHasGoneIsOnTheResultQueue() {
        Request request = Request.of("jms-temporary-gone");
        try (JMSContext context = client.factory().createContext()) {
            context.createProducer().setJMSReplyTo(context.createTemporaryQueue())
                    .send(context.createQueue(REQUESTS), request.json().toString());
        }

        APP.deliveredBy(client.result(RESULTS, request.id()));
    }

    @Test
    void anAnswerToAnAddressThatDoesNotExistIsOnTheResultQueue() {
        Request request = Request.of("jms-nowhere");
        client.send(REQUESTS, context -> answeredAt(context.createTextMessage(request.json().toString()),
                NOWHERE));

        APP.deliveredBy(client.result(RESULTS, request.id()));
    }

    @Test
    void anAnswerToAnAddressThatIsNoQueueOrThatNobodyListensToIsOnTheResultQueue() {
        BROKER.createTopic("loud.answers");
        Request asked = Request.of("jms-reply-to-a-topic-as-a-queue");
        client.send(REQUESTS, context -> answeredAt(context.createTextMessage(asked.json().toString()),
                context.createQueue("loud.answers")));
        Request published = Request.of("jms-reply-to-a-topic-of-nobody");
        client.send(REQUESTS, context -> answeredAt(context.createTextMessage(published.json().toString()),
                context.createTopic("loud.answers")));

        APP.deliveredBy(client.result(RESULTS, asked.id()));
        APP.deliveredBy(client.result(RESULTS, published.id()));
    }

    @Test
    void aFullReplyAddressHoldsUpNobodyAndInTheEndTheResultQueueHasItsResults() throws Exception {
        String full = LocalArtemis.SMALL + "answers";
        client.send(full, "x".repeat(15_000));
        List<Request> stuck = IntStream.range(0, 5).mapToObj(i -> Request.of("jms-full-" + i)).toList();
        stuck.forEach(request -> client.send(REQUESTS, context -> answeredAt(
                context.createTextMessage(request.json().toString()), context.createQueue(full))));
        stuck.forEach(request -> APP.awaitState(request, "delivered"));
        Request dropped = Request.of("inbox-beside-a-full-address");
        Request sent = Request.of("jms-beside-a-full-address");
        APP.drop(dropped);
        client.send(REQUESTS, sent.json().toString());

        APP.delivered(dropped);
        APP.deliveredBy(client.result(RESULTS, sent.id()));
        stuck.forEach(request -> APP.deliveredBy(client.result(RESULTS, request.id())));
        assertThat(APP.product().log()).contains("could not be handed to the jms queue://" + full)
                .contains("goes to the result queue").doesNotContain("\tat ");
    }

    @Test
    void anyNumberOfFullReplyAddressesHoldsUpNobodyAndEachHasItsResultOnceThereIsRoom() throws Exception {
        List<Request> stuck = IntStream.range(0, 40).mapToObj(i -> Request.of("jms-own-address-" + i, "[sim:fail]"))
                .toList();
        stuck.forEach(request -> client.send(LocalArtemis.SMALL + request.id(), "x".repeat(15_000)));
        stuck.forEach(request -> client.send(REQUESTS, context -> answeredAt(
                context.createTextMessage(request.json().toString()),
                context.createQueue(LocalArtemis.SMALL + request.id()))));
        stuck.forEach(request -> APP.awaitState(request, "failed"));
        Request dropped = Request.of("inbox-beside-full-addresses", "[sim:fail]");
        Request sent = Request.of("jms-beside-full-addresses", "[sim:fail]");
        APP.drop(dropped);
        client.send(REQUESTS, sent.json().toString());

        // All of them would take a minute, five seconds each.
        APP.result(dropped, "failed", Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(20)).until(() -> APP.product().log()
                .contains(sent.id() + ": failed reported to the jms it came from"));
        client.result(RESULTS, sent.id());
        stuck.forEach(request -> client.receive(LocalArtemis.SMALL + request.id(), "storyreel_request_id IS NULL"));
        List<Request> missing = new ArrayList<>(stuck);
        await().atMost(AppFixture.PATIENCE).until(() -> {
            missing.removeIf(request -> BROKER.messages(LocalArtemis.SMALL + request.id()) == 1
                    || client.hasResult(RESULTS, request.id()));
            return missing.isEmpty();
        });
    }

    @Test
    void aDuplicateIsAnsweredThoughItsReplyAddressTakesNothing() {
        Request request = Request.of("jms-duplicate-nowhere", "[sim:fail]");
        client.send(REQUESTS, request.json().toString());
        client.result(RESULTS, request.id());

        client.send(REQUESTS, context -> answeredAt(context.createTextMessage(request.json().toString()),
                NOWHERE));

        assertThat(client.result(RESULTS, request.id()).path("status").asText()).isEqualTo("duplicate");
    }

    @Test
    void aPackedDocumentIsUnpacked() throws Exception {
        Request request = Request.of("jms-gzip");
        byte[] packed = packed(request.bytes());
        client.send(REQUESTS, context -> encoded(bytes(context, packed), "content_encoding"));
        Request byAmqp = Request.of("jms-gzip-amqp");
        byte[] packedToo = packed(byAmqp.bytes());
        amqp.send(REQUESTS, context -> encoded(bytes(context, packedToo), "content_encoding"));

        APP.deliveredBy(client.result(RESULTS, request.id()));
        APP.deliveredBy(client.result(RESULTS, byAmqp.id()));
    }

    @Test
    void aBadMessageMovesToTheRejectedQueueAsItCameAndTheNextIsTaken() {
        String bad = "{\"request_id\":\"jms-bad\",\"idea\":\"x\",\"loop\":9}";
        Request next = Request.of("jms-behind-a-bad-one");
        client.send(REQUESTS, context -> named(context.createTextMessage(bad), "bad"));
        client.send(REQUESTS, next.json().toString());

        Message rejected = client.receive(REJECTED, "sender = 'bad'");

        assertThat(JmsClient.text(rejected)).isEqualTo(bad);
        assertThat(JmsClient.property(rejected, "storyreel_error_code"))
                .isEqualTo("INVALID_REQUEST");
        assertThat(JmsClient.property(rejected, "storyreel_error_message"))
                .contains("/loop", "9");
        APP.deliveredBy(client.result(RESULTS, next.id()));
    }

    @Test
    void bytesThatAreNoUtf8AreRejectedAsTheyCame() throws Exception {
        byte[] latin = "{\"idea\":\"\u00dcber\"}".getBytes(StandardCharsets.ISO_8859_1);
        client.send(REQUESTS, context -> named(bytes(context, latin), "latin"));

        BytesMessage rejected = (BytesMessage) client.receive(REJECTED, "sender = 'latin'");

        byte[] body = new byte[(int) rejected.getBodyLength()];
        rejected.readBytes(body);
        assertThat(body).isEqualTo(latin);
        assertThat(rejected.getStringProperty("storyreel_error_message")).contains("not UTF-8");
    }

    @Test
    void aBadMessageOfAnAmqpClientIsRejectedAsItCameWithTheNamesThatJmsDoesNotKnow() throws Exception {
        amqp.send(REQUESTS, context -> named(context.createTextMessage("no JSON"), "amqp"));

        Message rejected = amqp.receive(REJECTED, "sender = 'amqp'");

        assertThat(JmsClient.text(rejected)).isEqualTo("no JSON");
        assertThat(JmsClient.property(rejected, "storyreel_error_code")).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void aMessageOfAnotherKindIsRejectedAsItCame() throws Exception {
        client.send(REQUESTS, context -> {
            MapMessage map = context.createMapMessage();
            try {
                map.setString("idea", "a map");
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
            return named(map, "map");
        });

        MapMessage rejected = (MapMessage) client.receive(REJECTED, "sender = 'map'");

        assertThat(rejected.getString("idea")).isEqualTo("a map");
        assertThat(rejected.getStringProperty("storyreel_error_message")).contains("text or as bytes");
    }

    @Test
    void anEmptyMessageIsRejected() {
        client.send(REQUESTS, context -> named(context.createTextMessage(), "empty"));

        Message rejected = client.receive(REJECTED, "sender = 'empty'");

        assertThat(JmsClient.property(rejected, "storyreel_error_message"))
                .contains("empty");
    }

    @Test
    void aLargeDocumentIsTakenAndOneOverTheLimitIsRejectedAsItCame() {
        // Over 100 KB Artemis hands a message out in pieces.
        Request request = Request.of("jms-large").with("idea", "A long tale. ".repeat(20_000));
        client.send(REQUESTS, request.json().toString());
        String tooLarge = "[" + " ".repeat(2 * 1024 * 1024) + "]";
        client.send(REQUESTS, context -> named(context.createTextMessage(tooLarge), "large"));

        Message rejected = client.receive(REJECTED, "sender = 'large'");

        assertThat(JmsClient.property(rejected, "storyreel_error_message"))
                .contains("storyreel.inbox.max-size");
        assertThat(JmsClient.text(rejected)).isEqualTo(tooLarge);
        APP.deliveredBy(client.result(RESULTS, request.id()));
    }

    @Test
    void theSameRequestInAnotherMessageIsAnsweredAsADuplicateAndOtherContentIsRejected() {
        Request request = Request.of("jms-twice");
        client.send(REQUESTS, request.json().toString());
        JsonNode first = client.result(RESULTS, request.id());

        client.send(REQUESTS, request.json().toString());
        client.send(REQUESTS, context -> named(
                context.createTextMessage(request.with("idea", "something else").json().toString()), "conflict"));

        JsonNode second = client.result(RESULTS, request.id());
        assertThat(second.path("status").asText()).isEqualTo("duplicate");
        assertThat(second.path("video")).isEqualTo(first.path("video"));
        Message rejected = client.receive(REJECTED, "sender = 'conflict'");
        assertThat(JmsClient.property(rejected, "storyreel_error_code"))
                .isEqualTo("REQUEST_ID_CONFLICT");
        assertThat(APP.payments(request)).isEqualTo(1);
    }

    @Test
    void aReviewIsResumedByAMessageAndTheResultGoesWhereTheRequestCameFrom() {
        Request request = Request.of("jms-review").with("mode", "advanced").with("review", List.of("storyboard"));
        client.send(REQUESTS, context -> answeredAt(context.createTextMessage(request.json().toString()),
                context.createQueue("reviewers")));
        assertThat(client.result("reviewers", request.id()).path("status").asText()).isEqualTo("review");

        client.send(REQUESTS, "{\"request_id\":\"jms-review\",\"resume\":{}}");

        APP.deliveredBy(client.result("reviewers", request.id()));
    }

    @Test
    void whateverPropertiesAnAmqpMessageHasItIsTakenAndTheOthersGoOn() {
        Request dated = Request.of("amqp-dated", "[sim:fail]");
        Request numbered = Request.of("amqp-numbered", "[sim:fail]");
        Request nested = Request.of("amqp-nested", "[sim:fail]");
        Request other = Request.of("amqp-beside-them", "[sim:fail]");
        amqp.send(REQUESTS, context -> amqpProperty(context.createTextMessage(dated.json().toString()), new Date()));
        amqp.send(REQUESTS, context -> amqpProperty(context.createTextMessage(numbered.json().toString()),
                UUID.randomUUID()));
        amqp.send(REQUESTS, context -> amqpProperty(context.createTextMessage(nested.json().toString()),
                Map.of("a", List.of(Map.of("b", 1)))));
        amqp.send(REQUESTS, context -> named(amqpProperty(context.createTextMessage("no JSON"), new Date()), "dated"));
        client.send(REQUESTS, other.json().toString());

        // What was in flight as the one consumer took over from the other may come by both, and is answered twice then.
        await().atMost(AppFixture.PATIENCE).until(() -> client.result(RESULTS, other.id()).at("/error/code").asText(),
                "GENERATION_FAILED"::equals);
        List.of(dated, numbered, nested)
                .forEach(request -> assertThat(client.result(RESULTS, request.id()).at("/error/code").asText())
                        .isEqualTo("GENERATION_FAILED"));
        Message rejected = amqp.receive(REJECTED, "sender = 'dated'");
        assertThat(JmsClient.text(rejected)).isEqualTo("no JSON");
        assertThat(JmsClient.property(rejected, "storyreel_error_code")).isEqualTo("INVALID_REQUEST");
        assertThat(APP.product().log()).containsOnlyOnce("taken by AMQP from now on").doesNotContain("\tat ");
    }

    @Test
    void aBrokerThatGoesAndComesBackIsRiddenOutWithoutAFloodOfLines() throws Exception {
        List<Request> before = IntStream.range(0, 10).mapToObj(i -> Request.of("jms-outage-" + i, "[sim:slow ms=500]"))
                .toList();
        before.forEach(request -> client.send(REQUESTS, request.json().toString()));
        before.forEach(APP::storyOf);
        long linesBefore = APP.product().log().lines().count();
        BROKER.goAway();
        // Every story is over, and its result has met the broker's absence at least once.
        await().atMost(AppFixture.PATIENCE).until(() -> before.stream().allMatch(request -> APP.product()
                .story(request.id()).filter(story -> story.path("state").asText().equals("delivered")).isPresent()));
        AppFixture.letPass(Duration.ofSeconds(5));
        long linesOfOutage = APP.product().log().lines().skip(linesBefore)
                .filter(line -> line.contains("WARN") || line.contains("ERROR")).count();
        BROKER.comeBack();

        before.forEach(request -> APP.deliveredBy(client.result(RESULTS, request.id())));

        Request after = Request.of("jms-after-the-outage");
        client.send(REQUESTS, after.json().toString());
        APP.deliveredBy(client.result(RESULTS, after.id()));
        assertThat(linesOfOutage).isBetween(1L, 10L);
        assertThat(APP.product().log()).doesNotContain("\tat ");
    }

    private static Message bytes(JMSContext context, byte[] content) {
        try {
            BytesMessage message = context.createBytesMessage();
            message.writeBytes(content);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a message a property of a type that JMS does not know, and AMQP does. */
    private static Message amqpProperty(Message message, Object value) {
        try {
            ((JmsMessage) message).getFacade().setProperty("when", value);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] packed(byte[] document) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(document);
        }
        return packed.toByteArray();
    }

    private static Message encoded(Message message, String property) {
        try {
            message.setStringProperty(property, "gzip");
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message correlated(Message message, String correlationId) {
        try {
            message.setJMSCorrelationID(correlationId);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message answeredAt(Message message, Destination address) {
        try {
            message.setJMSReplyTo(address);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Marks a message so that it is found among the rejected ones. */
    private static Message named(Message message, String sender) {
        try {
            message.setStringProperty("sender", sender);
            return message;
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
