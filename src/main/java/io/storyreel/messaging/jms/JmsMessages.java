package io.storyreel.messaging.jms;

import static io.storyreel.exchange.PropertyNames.CHANNEL;
import static io.storyreel.exchange.PropertyNames.ERROR_CODE;
import static io.storyreel.exchange.PropertyNames.ERROR_MESSAGE;
import static io.storyreel.exchange.PropertyNames.OUTCOME_DIGEST;
import static io.storyreel.exchange.PropertyNames.RECEIVED;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;

import java.time.Instant;
import java.util.Collections;
import java.util.regex.Pattern;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.report.RecipientBackoff;
import io.storyreel.request.InvalidRequest;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Origin;
import io.storyreel.story.TraceContext;
import io.storyreel.text.Sha256;
import io.storyreel.trace.GivenTrace;
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
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.qpid.jms.message.JmsMessage;

/** What there is in a JMS message for Storyreel, and what it becomes when it is rejected. */
@ApplicationScoped
@Named("jmsMessages")
@Unremovable
public class JmsMessages {

    /** Where Artemis says how many bytes a message has that it hands out in pieces. */
    /** The property that keeps where the sender wants its answer. */
    private static final String REPLY_TO = "originReplyTo";

    private static final String LARGE_SIZE = "_AMQ_LARGE_SIZE";

    /** Where Artemis keeps the id that an AMQP sender gave its message. */
    private static final String AMQP_MESSAGE_ID = "NATIVE_MESSAGE_ID";

    private static final Pattern CONTENT_ENCODING = Pattern
            .compile("(?i)(JMS_AMQP_)?content(-|_|_HYPHEN_)?encoding");

    private static final StoryLog LOG = StoryLog.of("storyreel.report");

    private final long maxSize;
    private final ReplyAddresses replyAddresses;
    private final RecipientBackoff recipients;
    private final UnhandledFaults faults;

    JmsMessages(StoryreelSettings settings, ReplyAddresses replyAddresses, RecipientBackoff recipients,
            UnhandledFaults faults) {
        this.maxSize = settings.inbox().maxSize().asLongValue();
        this.replyAddresses = replyAddresses;
        this.recipients = recipients;
        this.faults = faults;
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
     * How the message's body is packed, as its sender says; null where it is not. A name of JMS has no hyphen: so
     * {@code content_encoding} counts, what Camel makes of it, and what Artemis calls that of an AMQP message.
     */
    public String contentEncoding(@Body Message message) throws JMSException {
        for (Object name : Collections.list(message.getPropertyNames())) {
            if (CONTENT_ENCODING.matcher(name.toString()).matches()) {
                return String.valueOf(message.getObjectProperty(name.toString()));
            }
        }
        return null;
    }

    /**
     * Tells this message from any other, and is the same when it is delivered once more. Not the JMSMessageID: of a
     * message that came by AMQP, Artemis makes one up at every delivery.
     */
    public String identity(@Body Message message) throws JMSException {
        String id = message instanceof ActiveMQMessage artemis
                ? String.valueOf(artemis.getCoreMessage().getMessageID()) : ofAmqp(message);
        return id + " of " + Instant.ofEpochMilli(message.getJMSTimestamp());
    }

    /** By AMQP the broker tells no number of its own; a sender need not give an id. */
    private static String ofAmqp(Message message) throws JMSException {
        if (message.getJMSMessageID() != null) {
            return message.getJMSMessageID();
        }
        return message instanceof TextMessage text ? Sha256.of(String.valueOf(text.getText())) : "a message without id";
    }

    /** Keeps what the sender has given along of his trace, see {@link GivenTrace}: names of JMS, too. */
    public void keepTrace(@Body Message message, Exchange exchange) throws JMSException {
        GivenTrace.keep(exchange, message.getObjectProperty(TraceContext.TRACEPARENT),
                message.getObjectProperty(TraceContext.TRACESTATE));
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

    /**
     * The destination behind {@link #replyTo}.
     *
     * @return null where the sender named none, or nobody could read what is sent there (it does not exist, was
     *         temporary and its owner has gone, or is of the other routing type), or it has taken nothing for long
     * @throws JMSException where the broker can't be asked
     */
    public Destination destination(@ExchangeProperty(REPLY_TO) String replyTo,
            @ExchangeProperty(CHANNEL) String channel)
            throws JMSException {
        if (replyTo == null) {
            return null;
        }
        ActiveMQDestination destination = ActiveMQDestination.fromPrefixedName(replyTo);
        boolean isTaking = !recipients.isGivenUp(channel + " " + replyTo) && replyAddresses.isThere(destination);
        if (!isTaking && faults.shouldLog("reply-" + replyTo)) {
            LOG.warn(LogEvent.REPORT_ELSEWHERE,
                    "{} is not there or takes nothing: what is to be answered there goes to the result queue", replyTo);
        }
        return isTaking ? destination : null;
    }

    /**
     * What Artemis drops a result by that is sent once more, after a kill: the digest of the outcome, or for what is
     * answered at once the message and the request that it answers.
     */
    public String resultId(@ExchangeProperty(OUTCOME_DIGEST) String outcome,
            @ExchangeProperty(Origin.MESSAGE) String message, @ExchangeProperty(REQUEST_ID) String requestId) {
        return outcome != null ? outcome : Sha256.of("answer to " + message + " for " + requestId);
    }

    /**
     * The very message that was received, with the error in its properties; its body and all else is not touched,
     * whatever it is. Written below JMS, for which a received message is read-only, and which could not write back the
     * names that AMQP senders use.
     */
    public Message rejected(@ExchangeProperty(RECEIVED) Message message,
            @ExchangeProperty(Origin.MESSAGE) String identity, @ExchangeProperty(ERROR_CODE) String code,
            @ExchangeProperty(ERROR_MESSAGE) String words) throws JMSException {
        if (message instanceof JmsMessage byAmqp) {
            // It is sent in the session that it came in, and in its transaction.
            byAmqp.setReadOnlyProperties(false);
            byAmqp.setStringProperty("storyreel_error_code", code);
            byAmqp.setStringProperty("storyreel_error_message", words);
            return byAmqp;
        }
        ((ActiveMQMessage) message).getCoreMessage().putStringProperty("storyreel_error_code", code)
                .putStringProperty("storyreel_error_message", words)
                // It is sent before it is acknowledged: a kill in between would have it sent twice.
                .putStringProperty(org.apache.activemq.artemis.api.core.Message.HDR_DUPLICATE_DETECTION_ID,
                        SimpleString.of(Sha256.of("rejection of " + identity)));
        return message;
    }
}
