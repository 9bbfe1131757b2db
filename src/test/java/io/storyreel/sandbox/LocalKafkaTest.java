package io.storyreel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaTest {

    @TempDir
    static Path folder;

    private static LocalKafka kafka;

    @BeforeAll
    static void start() {
        kafka = LocalKafka.start(folder);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void aRecordKeepsItsKeyAndHeaders() {
        KafkaTopic topic = kafka.topic("kept");
        topic.publish("mia", "a story", Map.of("storyreel-request-id", "r-1"));

        assertThat(topic.records()).singleElement().satisfies(record -> {
            assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("mia");
            assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("a story");
            assertThat(record.headers().lastHeader("storyreel-request-id").value())
                    .asString(StandardCharsets.UTF_8).isEqualTo("r-1");
        });
    }

    @Test
    void aTopicHasThePartitionsItWasMadeWith() {
        kafka.createTopic("narrow", 1);
        kafka.createTopic("narrow", 3);
        KafkaTopic narrow = kafka.topic("narrow");
        narrow.publish("one", "1", Map.of());
        narrow.publish("two", "2", Map.of());

        assertThat(narrow.values()).containsExactly("1", "2");
        assertThat(narrow.records()).allSatisfy(record -> assertThat(record.partition()).isZero());
    }

    @Test
    void aTopicNobodyMadeIsEmpty() {
        assertThat(kafka.topic("nowhere").values()).isEmpty();
    }

    @Test
    void aTakenPortIsReported() {
        int taken = Integer.parseInt(kafka.brokers().substring(kafka.brokers().lastIndexOf(':') + 1));

        assertThatThrownBy(() -> LocalKafka.start(folder.resolve("second"), taken))
                .hasMessageContaining("port " + taken);
    }

    /** That it comes back on the same port too is {@code KafkaIT}'s. */
    @Test
    void recordsOutliveTheBrokersDeathOnOtherPortsToo() {
        kafka.topic("patient").publish("before");

        kafka.goAway();
        kafka = LocalKafka.start(folder);
        kafka.topic("patient").publish("after");

        assertThat(kafka.topic("patient").values()).containsExactlyInAnyOrder("before", "after");
    }
}
