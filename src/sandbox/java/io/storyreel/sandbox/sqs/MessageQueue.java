package io.storyreel.sandbox.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The messages of one queue in the order they were sent, and who waits for more. */
final class MessageQueue {

    /** What the name of a FIFO queue ends with. */
    static final String FIFO = ".fifo";

    /** How long a FIFO queue knows a message again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Map<String, StoredMessage> messages = new LinkedHashMap<>();

    /** Of a FIFO queue: what was sent lately, by what it is known by. */
    private final Map<String, StoredMessage> sentOnce = new HashMap<>();

    private final Set<Runnable> waiting = new LinkedHashSet<>();

    private final String name;

    private QueueSettings settings = QueueSettings.initial();

    MessageQueue(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    synchronized QueueSettings settings() {
        return settings;
    }

    synchronized void changeSettings(QueueSettings changed) {
        settings = changed;
    }

    /** Whether messages come in the order of their groups, and the same one sent again is dropped. */
    boolean isFifo() {
        return name.endsWith(FIFO);
    }

    synchronized StoredMessage send(MessageContents contents, int delaySeconds) {
        Instant now = Instant.now();
        sentOnce.values().removeIf(sent -> sent.sentAt().plus(REMEMBERED).isBefore(now));
        if (sentOnce.containsKey(contents.once())) {
            return sentOnce.get(contents.once());
        }
        StoredMessage message = new StoredMessage(UUID.randomUUID().toString(), contents, now,
                now.plusSeconds(delaySeconds), 0, Instant.EPOCH);
        store(message);
        if (isFifo()) {
            sentOnce.put(contents.once(), message);
        }
        return message;
    }

    /** Takes so many of the visible messages at most, and hides them for a while. */
    synchronized List<StoredMessage> receive(int most, int hiddenSeconds) {
        Instant now = Instant.now();
        Set<String> busyGroups = messages.values().stream().filter(message -> isFifo() && message.isInFlight(now))
                .map(message -> message.contents().group()).collect(Collectors.toSet());
        List<StoredMessage> received = messages.values().stream()
                .filter(message -> message.isVisible(now) && !busyGroups.contains(message.contents().group()))
                .limit(most)
                .map(message -> message.received(now, now.plusSeconds(hiddenSeconds)))
                .toList();
        received.forEach(message -> messages.put(message.id(), message));
        return received;
    }

    /** Deletes the message, unless it was received again since that receipt, or is gone already. */
    synchronized void delete(Receipt receipt) {
        messages.computeIfPresent(receipt.messageId(),
                (id, message) -> receipt.isLatestOf(message) ? null : message);
        if (isFifo()) {
            // The next one of its group can be received.
            callWaiting();
        }
    }

    /** Hides a message in flight for so long from now; at 0 it is visible at once. */
    synchronized void changeVisibility(Receipt receipt, int hiddenSeconds) {
        Instant now = Instant.now();
        StoredMessage message = Optional.ofNullable(messages.get(receipt.messageId())).filter(receipt::isLatestOf)
                .orElseThrow(() -> new Refusal(RefusalKind.INVALID_PARAMETER_VALUE, "The receipt handle is invalid. "
                        + "Reason: Message does not exist or is not available for visibility timeout change."));
        if (message.isVisible(now)) {
            throw new Refusal(RefusalKind.MESSAGE_NOT_IN_FLIGHT, "The message referred to is not in flight.");
        }
        store(message.hiddenUntil(now.plusSeconds(hiddenSeconds)));
    }

    synchronized void purge() {
        messages.clear();
    }

    synchronized int visible() {
        Instant now = Instant.now();
        return count(message -> message.isVisible(now));
    }

    synchronized int inFlight() {
        Instant now = Instant.now();
        return count(message -> message.isInFlight(now));
    }

    /** How many are hidden that nobody received yet. */
    synchronized int delayed() {
        return messages.size() - visible() - inFlight();
    }

    /** When the next of the hidden messages becomes visible by itself. */
    synchronized Optional<Instant> nextAppearance() {
        Instant now = Instant.now();
        return messages.values().stream().filter(message -> !message.isVisible(now))
                .map(StoredMessage::hiddenUntil).min(Instant::compareTo);
    }

    /** Runs this once, when a message comes or has its visibility changed; not when one appears by itself. */
    synchronized void callAtNextChange(Runnable waiter) {
        waiting.add(waiter);
    }

    synchronized void forget(Runnable waiter) {
        waiting.remove(waiter);
    }

    private int count(Predicate<StoredMessage> kind) {
        return (int) messages.values().stream().filter(kind).count();
    }

    private void store(StoredMessage message) {
        messages.put(message.id(), message);
        callWaiting();
    }

    private void callWaiting() {
        List<Runnable> called = List.copyOf(waiting);
        waiting.clear();
        called.forEach(Runnable::run);
    }
}
