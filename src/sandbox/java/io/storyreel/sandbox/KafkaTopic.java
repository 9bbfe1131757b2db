package io.storyreel.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One topic as its users see it. Every call connects anew, so that it goes on with a broker that was away.
 *
 * @param brokers where it is, such as {@code 127.0.0.1:9092}
 * @param name    its name
 * @param access  what it takes to be let in
 */
public record KafkaTopic(String brokers, String name, Map<String, String> access) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Publishes a text without a key. */
    public RecordMetadata publish(String value) {
        return publish(null, value, Map.of());
    }

    /** Publishes a text with a key (or null) and headers, and tells where the broker put it. */
    public RecordMetadata publish(String key, String value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(name, bytes(key), bytes(value));
        headers.forEach((header, text) -> record.headers().add(header, bytes(text)));
        return publish(record);
    }

    /** Publishes any record and tells where the broker put it. */
    public RecordMetadata publish(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            return producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nothing was published to " + name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Publishes texts in a transaction, and then takes them back: it is aborted. */
    public void publishAndAbort(List<String> values) {
        try (KafkaProducer<byte[], byte[]> producer = producer(
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "aborter-" + System.nanoTime()))) {
            producer.initTransactions();
            producer.beginTransaction();
            values.forEach(value -> producer.send(new ProducerRecord<>(name, bytes(value))));
            // They have to be in the topic before they are taken back.
            producer.flush();
            producer.abortTransaction();
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(access);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        // What is too large is the broker's to say.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** All it holds at this moment, in order within a partition; none where there is no such topic. */
    public List<ConsumerRecord<byte[], byte[]>> records() {
        Map<String, Object> settings = new HashMap<>(access);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        // Looking must not make it.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return read(consumer, consumer.endOffsets(partitions));
        }
    }

    /** The values of all records, as texts. */
    public List<String> values() {
        return records().stream().map(record -> new String(record.value(), StandardCharsets.UTF_8)).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("Not all of " + name + " was read within " + PATIENCE);
            }
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
