package io.storyreel.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.storyreel.sandbox.LocalArtemis;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Another program at the broker: it asks for stories and reads what becomes of them. */
record JmsClient(ConnectionFactory factory) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One that speaks Artemis' own protocol. */
    static JmsClient of(LocalArtemis broker) {
        return new JmsClient(new ActiveMQConnectionFactory(broker.url()));
    }

    /** One that speaks AMQP 1.0, by a library that knows nothing of Artemis. */
    static JmsClient amqp(LocalArtemis broker) {
        return new JmsClient(new org.apache.qpid.jms.JmsConnectionFactory(broker.amqpUrl()));
    }

    /** Sends a text and tells its message id. */
    String send(String queue, String text) {
        return send(queue, context -> context.createTextMessage(text));
    }

    /** Sends any message and tells its id. */
    String send(String queue, Function<JMSContext, Message> maker) {
        try (JMSContext context = factory.createContext()) {
            Message message = maker.apply(context);
            context.createProducer().send(context.createQueue(queue), message);
            return message.getJMSMessageID();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the next message that the selector fits, and takes it. */
    Message receive(String queue, String selector) {
        try (JMSContext context = factory.createContext()) {
            return Optional.ofNullable(context.createConsumer(context.createQueue(queue), selector)
                    .receive(AppFixture.PATIENCE.toMillis()))
                    .orElseThrow(() -> new AssertionError("nothing came to " + queue + " with " + selector));
        }
    }

    /** Waits for a message that tells of this request, and takes it. */
    Message resultMessage(String queue, String requestId) {
        return receive(queue, "storyreel_request_id = '" + requestId + "'");
    }

    /** Whether there is a message that tells of this request; it is left there. */
    boolean hasResult(String queue, String requestId) {
        try (JMSContext context = factory.createContext()) {
            return context.createBrowser(context.createQueue(queue), "storyreel_request_id = '" + requestId + "'")
                    .getEnumeration().hasMoreElements();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the request's result, takes it, and checks it against the published schema. */
    JsonNode result(String queue, String requestId) {
        return checked(text(resultMessage(queue, requestId)));
    }

    /** A result's text as what it says, once it fits the published schema. */
    static JsonNode checked(String text) {
        try {
            JsonNode result = JSON.readTree(text);
            assertThat(PublishedSchema.RESULT.problemsOf(result)).isEmpty();
            return result;
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static String text(Message message) {
        try {
            return ((TextMessage) message).getText();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    static String property(Message message, String name) {
        try {
            return message.getStringProperty(name);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    static String correlationId(Message message) {
        try {
            return message.getJMSCorrelationID();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
