package io.storyreel.queue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.intake.RejectedMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.header.Headers;

/** What a story keeps of its Kafka record, and how its offset is committed. */
@ApplicationScoped
@Named("kafkaRecords")
@Unremovable
public class KafkaRecords {

    /** Which record it is; the time tells it from one of an earlier topic of the same name. */
    public String identity(@Header(KafkaConstants.TOPIC) String topic, @Header(KafkaConstants.PARTITION) int partition,
            @Header(KafkaConstants.OFFSET) long offset, @Header(KafkaConstants.TIMESTAMP) long timestamp) {
        return topic + "/" + partition + "/" + offset + " of " + Instant.ofEpochMilli(timestamp);
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

    /** Sets the kept headers on the message, as the bytes they were. */
    public void restore(Exchange exchange, @ExchangeProperty("originHeaders") String packed) {
        PackedHeaders.unpack(packed).forEach(exchange.getMessage()::setHeader);
    }

    /** The error's words as a header: UTF-8, whatever this machine's own charset is. */
    public byte[] errorMessage(@ExchangeProperty(RejectedMessage.MESSAGE) String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    /** Commits the partition's offset behind this record, and waits for it. */
    public void commit(@ExchangeProperty("commit") KafkaManualCommit commit) {
        commit.commit();
    }
}
