package io.storyreel.messaging.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.storyreel.messaging.PackedHeaders;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Puts a request's own headers on the record of its result or rejection. They travel through Camel in one header,
 * {@value #PACKED}: Camel's headers know neither null nor the difference between {@code Foo} and {@code foo}. Made by
 * Kafka's client, by its name.
 */
public class KafkaHeaderInterceptor implements ProducerInterceptor<byte[], byte[]> {

    /** The header that holds them, as {@link PackedHeaders} writes them. */
    static final String PACKED = "storyreel-origin";

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        Header packed = headers.lastHeader(PACKED);
        if (packed != null) {
            headers.remove(PACKED);
            PackedHeaders.unpack(new String(packed.value(), StandardCharsets.UTF_8)).forEach(headers::add);
        }
        return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        // Who sends is told by the client itself.
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // There is nothing to set.
    }
}
