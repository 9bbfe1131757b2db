package io.storyreel.sandbox.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.storyreel.sandbox.LocalKafka;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records to the request topic of a broker of its own process, results from its result topic. */
final class KafkaChannel implements Channel {

    private static final int PARTITIONS = 3;

    private final LocalKafka broker;

    KafkaChannel(Path folder) {
        this.broker = LocalKafka.start(folder.resolve("kafka"));
        broker.createTopic("storyreel.requests", PARTITIONS);
        broker.createTopic("storyreel.results", PARTITIONS);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("storyreel.kafka.enabled", "true", "storyreel.kafka.brokers", broker.brokers());
    }

    @Override
    public void send(List<String> documents) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", broker.brokers());
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(),
                new StringSerializer())) {
            documents.forEach(document -> producer.send(new ProducerRecord<>("storyreel.requests", document)));
        }
    }

    @Override
    public int arrived() {
        return results().size();
    }

    @Override
    public List<String> results() {
        return broker.topic("storyreel.results").values();
    }

    @Override
    public void close() {
        broker.close();
    }
}
