package io.storyreel.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class KafkaHeaderInterceptorTest {

    private final KafkaRecords records = new KafkaRecords();

    @Test
    void headersThatDifferInCaseAndThoseWithoutAValueComeBackAsTheyWere() {
        Headers came = new RecordHeaders().add("Foo", bytes("1")).add("foo", bytes("2")).add("nothing", null)
                .add("empty", new byte[0]).add("camelSteers", bytes("x")).add("storyreel-status", bytes("x"));
        ProducerRecord<byte[], byte[]> result = new ProducerRecord<>("results", new byte[0]);
        result.headers().add(KafkaHeaderInterceptor.PACKED, bytes(records.pack(came))).add("storyreel-status",
                bytes("delivered"));

        Headers goes = new KafkaHeaderInterceptor().onSend(result).headers();

        assertThat(goes.toArray()).extracting(Header::key)
                .containsExactlyInAnyOrder("Foo", "foo", "nothing", "empty", "storyreel-status");
        assertThat(goes.lastHeader("Foo").value()).isEqualTo(bytes("1"));
        assertThat(goes.lastHeader("foo").value()).isEqualTo(bytes("2"));
        assertThat(goes.lastHeader("nothing").value()).isNull();
        assertThat(goes.lastHeader("empty").value()).isEmpty();
        assertThat(goes.lastHeader("storyreel-status").value()).isEqualTo(bytes("delivered"));
    }

    @Test
    void theLastHeaderThatTellsOfAPackedBodyHoldsInWhateverCaseItIsWritten() {
        assertThat(records.contentEncoding(new RecordHeaders().add("Content-Encoding", bytes("gzip"))))
                .isEqualTo("gzip");
        assertThat(records.contentEncoding(new RecordHeaders().add("encoding", bytes("gzip")))).isNull();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
