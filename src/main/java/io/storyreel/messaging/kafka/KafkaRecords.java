package io.storyreel.messaging.kafka;

import static io.storyreel.exchange.PropertyNames.COMMIT;
import static io.storyreel.exchange.PropertyNames.ERROR_CODE;
import static io.storyreel.exchange.PropertyNames.ERROR_MESSAGE;
import static io.storyreel.exchange.PropertyNames.RECEIVED;
import static io.storyreel.exchange.PropertyNames.RECEIVED_KEY;
import static io.storyreel.exchange.PropertyNames.RECORD_POSITION;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.messaging.PackedHeaders;
import io.storyreel.text.RootCause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.header.Headers;

/** What a story keeps of its Kafka record, how a bad one is rejected, and how its offset is committed. */
@ApplicationScoped
@Named("kafkaRecords")
@Unremovable
public class KafkaRecords {

    /** The property that keeps the record's own headers for its answer. */
    private static final String HEADERS = "originHeaders";

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final ObjectMapper json = new ObjectMapper();

    /** Which record it is. */
    public RecordPosition position(@Header(KafkaConstants.TOPIC) String topic,
            @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset, @Header(KafkaConstants.TIMESTAMP) long timestamp) {
        return new RecordPosition(topic, partition, offset, timestamp);
    }

    /** The same as text, which a header and the ledger want. */
    public String identity(@ExchangeProperty(RECORD_POSITION) RecordPosition position) {
        return position.toString();
    }

    /**
     * The headers of the record, to be kept in the property {@code originHeaders}; of a name that stands twice, the
     * last. Null where there are none.
     */
    public String pack(@Header(KafkaConstants.HEADERS) Headers headers) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        headers.forEach(header -> bytes.put(header.key(), header.value()));
        return PackedHeaders.pack(bytes);
    }

    /** Its key as it came; null where it has none. */
    public Object key(@Header(KafkaConstants.KEY) Object key) {
        return key;
    }

    /** What commits the partition's offset behind it. */
    public KafkaManualCommit manualCommit(@Header(KafkaConstants.MANUAL_COMMIT) KafkaManualCommit commit) {
        return commit;
    }

    /** Whether it is the last of its partition that the poll has brought. */
    public boolean isLastOfBatch(@Header(KafkaConstants.LAST_RECORD_BEFORE_COMMIT) Boolean isLast) {
        return Boolean.TRUE.equals(isLast);
    }

    /**
     * Keys what is sent by its request, so that all about one lies in one partition; without a key where none is known.
     */
    public void keyByRequest(Exchange exchange, @ExchangeProperty(REQUEST_ID) String requestId) {
        exchange.getMessage().setHeader(KafkaConstants.KEY, requestId);
    }

    /** The same; by the key that the record came with where no request is known. */
    public void keyByRequestOrAsItCame(Exchange exchange, @ExchangeProperty(REQUEST_ID) String requestId,
            @ExchangeProperty(RECEIVED_KEY) Object receivedKey) {
        exchange.getMessage().setHeader(KafkaConstants.KEY, requestId != null ? requestId : receivedKey);
    }

    /** How the record's body is packed, as its sender says; null where it is not. */
    public String contentEncoding(@Header(KafkaConstants.HEADERS) Headers headers) {
        String encoding = null;
        for (org.apache.kafka.common.header.Header header : headers) {
            if (header.key().equalsIgnoreCase(PackedHeaders.CONTENT_ENCODING) && header.value() != null) {
                encoding = new String(header.value(), StandardCharsets.UTF_8);
            }
        }
        return encoding;
    }

    /**
     * Puts the kept headers on the message, for {@link KafkaHeaderInterceptor} to unpack: all, as for a rejected
     * record.
     */
    public void restore(Exchange exchange, @ExchangeProperty(HEADERS) String packed) {
        exchange.getMessage().setHeader(KafkaHeaderInterceptor.PACKED, packed);
    }

    /** The same for a result: without those that tell of the request's own body. */
    public void restoreForResult(Exchange exchange, @ExchangeProperty(HEADERS) String packed) {
        exchange.getMessage().setHeader(KafkaHeaderInterceptor.PACKED, PackedHeaders.ofAResult(packed));
    }

    /** The error's words as a header: UTF-8, whatever this machine's own charset is. */
    public byte[] errorMessage(@ExchangeProperty(ERROR_MESSAGE) String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    /** What a rejected topic gets of a record that it does not take as it came: where it lies, and why, as JSON. */
    public byte[] reference(@ExchangeProperty(RECORD_POSITION) RecordPosition position,
            @ExchangeProperty(RECEIVED) byte[] record, @ExchangeProperty(ERROR_CODE) String code,
                    @ExchangeProperty(ERROR_MESSAGE) String words)
            throws JsonProcessingException {
        ObjectNode reference = json.createObjectNode().put("topic", position.topic()).put("partition",
                position.partition())
                .put("offset", position.offset()).put("timestamp", position.timestamp())
                .put("size", record == null ? 0 : record.length);
        reference.putObject("error").put("code", code).put("message", words);
        return json.writeValueAsBytes(reference);
    }

    /** No topic takes even a reference, and the partition must go on: the log says where the record lies. */
    public void leave(@ExchangeProperty(RECORD_POSITION) RecordPosition position,
            @ExchangeProperty(ERROR_CODE) String code,
            @ExchangeProperty(ERROR_MESSAGE) String words,
                    @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        LOG.error(LogEvent.REJECTION_LEFT,
                "{}: rejected, and neither the rejected nor the result topic takes it: it stays where it is; {}, {};"
                + " {}", position, code, words, RootCause.of(why));
    }

    /** Commits the partition's offset behind this record, and waits for it. */
    public void commit(@ExchangeProperty(COMMIT) KafkaManualCommit commit) {
        commit.commit();
    }
}
