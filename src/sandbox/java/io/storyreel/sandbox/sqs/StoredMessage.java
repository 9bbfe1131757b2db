package io.storyreel.sandbox.sqs;

import java.time.Instant;

/**
 * A message as it stands in its queue.
 *
 * @param hiddenUntil     from when on it can be received
 * @param receives        how often it was received
 * @param firstReceivedAt meaningless before the first time
 */
record StoredMessage(String id, MessageContents contents, Instant sentAt, Instant hiddenUntil, int receives,
        Instant firstReceivedAt) {

    boolean isVisible(Instant now) {
        return !hiddenUntil.isAfter(now);
    }

    boolean isInFlight(Instant now) {
        return receives > 0 && !isVisible(now);
    }

    StoredMessage received(Instant now, Instant hidden) {
        return new StoredMessage(id, contents, sentAt, hidden, receives + 1, receives == 0 ? now : firstReceivedAt);
    }

    StoredMessage hiddenUntil(Instant hidden) {
        return new StoredMessage(id, contents, sentAt, hidden, receives, firstReceivedAt);
    }

    /** What proves that it was received this time. */
    Receipt receipt() {
        return new Receipt(id, receives);
    }
}
