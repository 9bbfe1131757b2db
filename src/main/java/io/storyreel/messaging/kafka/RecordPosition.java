package io.storyreel.messaging.kafka;

import java.time.Instant;

/**
 * Where a record lies. The time tells it from one of an earlier topic of the same name.
 *
 * @param timestamp milliseconds since 1970, as Kafka keeps it
 */
public record RecordPosition(String topic, int partition, long offset, long timestamp) {

    /** As it is kept with a story and told to people. */
    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset + " of " + Instant.ofEpochMilli(timestamp);
    }
}
