package io.storyreel.queue;

import java.time.Instant;

import io.quarkus.arc.Unremovable;
import io.storyreel.intake.InvalidRequest;
import io.storyreel.intake.RejectedMessage;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;

/** What there is in a JMS message for Storyreel, and what it becomes when it is rejected. */
@ApplicationScoped
@Named("jmsMessages")
@Unremovable
public class JmsMessages {

    /** Where Artemis says how many bytes a message has that it hands out in pieces. */
    private static final String LARGE_SIZE = "_AMQ_LARGE_SIZE";

    /** Where Artemis keeps the id that an AMQP sender gave its message. */
    private static final String AMQP_MESSAGE_ID = "NATIVE_MESSAGE_ID";

    private final long maxSize;
    private final TemporaryQueues temporaryQueues;

    JmsMessages(StoryreelSettings settings, TemporaryQueues temporaryQueues) {
        this.maxSize = settings.inbox().maxSize().asLongValue();
        this.temporaryQueues = temporaryQueues;
    }

    /**
     * The text or the bytes of a message. Of other kinds, which may hold serialized objects, nothing is read.
     *
     * @return {@code String}, {@code byte[]}, null for an empty message, or else the message itself
     * @throws InvalidRequest where it is far over {@code storyreel.inbox.max-size}: it is not read, for it might not
     *         fit into memory
     */
    public Object document(@Body Message message) throws JMSException, InvalidRequest {
        long size = message.propertyExists(LARGE_SIZE) ? message.getLongProperty(LARGE_SIZE) : 0;
        // Text may be on its way with two bytes a character.
        if (size > 2 * maxSize) {
            throw new InvalidRequest("", "the message has " + size + " bytes, far over the " + maxSize
                    + " of storyreel.inbox.max-size: split it into several");
        }
        if (message instanceof TextMessage text) {
            return text.getText();
        }
        if (message instanceof BytesMessage bytes) {
            byte[] all = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.reset();
            bytes.readBytes(all);
            return all;
        }
        return message;
    }

    /**
     * Tells this message from any other, and is the same when it is delivered once more. Not the JMSMessageID: of a
     * message that came by AMQP, Artemis makes one up at every delivery.
     */
    public String identity(@Body Message message) throws JMSException {
        return ((ActiveMQMessage) message).getCoreMessage().getMessageID() + " of "
                + Instant.ofEpochMilli(message.getJMSTimestamp());
    }

    /** What the answer carries: the sender's correlation id, else the id of the message as the sender knows it. */
    public String correlationId(@Body Message message) throws JMSException {
        String wanted = message.getJMSCorrelationID();
        if (wanted != null && !wanted.isEmpty()) {
            return wanted;
        }
        String amqpId = message.getStringProperty(AMQP_MESSAGE_ID);
        return amqpId != null ? amqpId : message.getJMSMessageID();
    }

    /** Where the sender wants its answer, in Artemis' notation ({@code queue://name}); null where it does not say. */
    public String replyTo(@Header("JMSReplyTo") Destination wanted) throws JMSException {
        if (wanted instanceof TemporaryQueue queue) {
            return ActiveMQDestination.TEMP_QUEUE_QUALIFED_PREFIX + queue.getQueueName();
        }
        if (wanted instanceof TemporaryTopic topic) {
            return ActiveMQDestination.TEMP_TOPIC_QUALIFED_PREFIX + topic.getTopicName();
        }
        if (wanted instanceof Queue queue) {
            return ActiveMQDestination.QUEUE_QUALIFIED_PREFIX + queue.getQueueName();
        }
        return wanted instanceof Topic topic ? ActiveMQDestination.TOPIC_QUALIFIED_PREFIX + topic.getTopicName() : null;
    }

    /** The destination behind {@link #replyTo}; null where it was temporary and its owner has gone. */
    public Destination destination(@ExchangeProperty("originReplyTo") String replyTo) throws JMSException {
        ActiveMQDestination destination = ActiveMQDestination.fromPrefixedName(replyTo);
        return destination.isTemporary() && !temporaryQueues.isThere(destination.getName()) ? null : destination;
    }

    /**
     * The very message that was received, with the error in its properties; its body and all else is not touched,
     * whatever it is. Written below JMS, for which a received message is read-only, and which could not write back the
     * names that AMQP senders use.
     */
    public Message rejected(@ExchangeProperty("received") Message message,
            @ExchangeProperty(RejectedMessage.CODE) String code,
            @ExchangeProperty(RejectedMessage.MESSAGE) String words) {
        ((ActiveMQMessage) message).getCoreMessage().putStringProperty("storyreel_error_code", code)
                .putStringProperty("storyreel_error_message", words);
        return message;
    }
}
