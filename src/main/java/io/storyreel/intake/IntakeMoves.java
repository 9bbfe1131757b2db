package io.storyreel.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

/**
 * When each way in by messages has last moved: a message has been dealt with, or a piece of an image been read. A
 * message may be in hand for long for good reasons, so of several it is enough that one moves.
 */
@Singleton
public class IntakeMoves {

    private final Clock clock;

    private final Map<String, Hand> hands = new ConcurrentHashMap<>();

    private volatile Instant read = Instant.EPOCH;

    IntakeMoves(Clock clock) {
        this.clock = clock;
    }

    /** A way has a message in hand, one more. */
    public void takes(String route) {
        hands.compute(route, (name, hand) -> hand == null || hand.messages == 0 ? new Hand(1, clock.instant())
                : new Hand(hand.messages + 1, hand.moved));
    }

    /** It has dealt with one, whatever became of it. */
    void hasTaken(String route) {
        hands.computeIfPresent(route, (name, hand) -> new Hand(Math.max(0, hand.messages - 1), clock.instant()));
    }

    /** It takes none any more, and what it had in hand need not be told of again. */
    void stops(String route) {
        hands.remove(route);
    }

    /** Something of an image was read for a message. */
    void hasRead() {
        read = clock.instant();
    }

    /** How long each way has not moved that has a message in hand, by the name of its route. */
    public Map<String, Duration> still() {
        Instant now = clock.instant();
        Map<String, Duration> still = new TreeMap<>();
        hands.forEach((route, hand) -> {
            if (hand.messages > 0) {
                still.put(route, Duration.between(hand.moved.isAfter(read) ? hand.moved : read, now));
            }
        });
        return still;
    }

    private record Hand(int messages, Instant moved) {
    }
}
