package io.storyreel.messaging.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Whether a result is in its topic already. A process that is killed between the broker's acknowledgement and the
 * ledger's note of it sends the result once more, and Kafka knows of no way to drop it: so it is looked for, but only
 * where a try before this one may have come through.
 */
@ApplicationScoped
@Named("kafkaResults")
@Unremovable
public class KafkaResults {

    /** The header that tells one result from every other. */
    static final String RESULT_ID = "storyreel-result-id";

    private static final StoryLog LOG = StoryLog.of("storyreel.report");

    /** For the whole look; where it does not come to its end the result is tried again later. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The clocks of the broker and of ours may differ by so much. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final CamelContext camel;
    private final StoryQueries queries;
    private final StoryreelSettings.Kafka settings;

    KafkaResults(CamelContext camel, StoryQueries queries, StoryreelSettings settings) {
        this.camel = camel;
        this.queries = queries;
        this.settings = settings.kafka();
    }

    /**
     * Whether the topic holds the result; no where it may not be read, or not to its end.
     *
     * @param resultId what tells it; null for an answer that is given at once, which is never looked for
     */
    public boolean isThere(@ExchangeProperty("story") Story story, @ExchangeProperty("outcomeDigest") String resultId) {
        if (resultId == null || queries.reportTries(story.requestId()) <= 1) {
            return false;
        }
        Instant since = (story.finishedAt() != null ? story.finishedAt() : story.receivedAt()).minus(CLOCKS);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            boolean found = isThere(consumer, since, resultId.getBytes(StandardCharsets.UTF_8));
            LOG.info(LogEvent.REPORT_LOOKED_FOR, story, "its result may have been sent before, it is {}in the topic",
                    found ? "" : "not ");
            return found;
        } catch (AuthorizationException | TimeoutException e) {
            // Rather twice than never: the result's id tells a reader that it is the same.
            LOG.warn(LogEvent.REPORT_LOOKED_FOR, story,
                    "its result may have been sent before and is sent again, the topic could not be read: {}",
                    e.getMessage());
            return false;
        }
    }

    private boolean isThere(KafkaConsumer<byte[], byte[]> consumer, Instant since, byte[] resultId) {
        List<TopicPartition> partitions = consumer.partitionsFor(settings.resultTopic()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        Map<TopicPartition, Long> times = partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> since.toEpochMilli()));
        consumer.offsetsForTimes(times).forEach((partition, start) -> consumer.seek(partition,
                start == null ? ends.get(partition) : start.offset()));
        Instant deadline = Instant.now().plus(PATIENCE);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (Instant.now().isAfter(deadline)) {
                throw new TimeoutException("not to its end within " + PATIENCE.toSeconds() + " s");
            }
            if (holds(consumer.poll(Duration.ofMillis(500)), resultId)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(ConsumerRecords<byte[], byte[]> records, byte[] resultId) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Header header = record.headers().lastHeader(RESULT_ID);
            if (header != null && Arrays.equals(header.value(), resultId)) {
                return true;
            }
        }
        return false;
    }

    /** With the component's own settings, those of security above all. */
    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConfiguration common = camel.getComponent("kafka", KafkaComponent.class).getConfiguration().copy();
        var properties = common.createConsumerProperties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "storyreel-look");
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        // Ours are in no transaction, and somebody else's that is open must not hide them.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, String.valueOf(PATIENCE.toMillis()));
        properties.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        properties.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
