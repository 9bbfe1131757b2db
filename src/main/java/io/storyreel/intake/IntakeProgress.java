package io.storyreel.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

/**
 * When each inbound channel by messages has last moved: a message has been dealt with, or a piece of an image been
 * read. A message may be in flight for long for good reasons, so of several it is enough that one moves.
 */
@Singleton
public class IntakeProgress {

    private final Clock clock;

    private final Map<String, InFlight> inFlight = new ConcurrentHashMap<>();

    private volatile Instant read = Instant.EPOCH;

    IntakeProgress(Clock clock) {
        this.clock = clock;
    }

    /** A channel has a message in flight, one more. */
    public void takes(String route) {
        inFlight.compute(route, (name, current) -> current == null || current.messages == 0 ? new InFlight(1,
                clock.instant())
                : new InFlight(current.messages + 1, current.moved));
    }

    /** It has dealt with one, whatever became of it. */
    void hasTaken(String route) {
        inFlight.computeIfPresent(route, (name, current) -> new InFlight(Math.max(0, current.messages - 1),
                clock.instant()));
    }

    /** It takes none any more, and what it had in flight need not be told of again. */
    void stops(String route) {
        inFlight.remove(route);
    }

    /** Something of an image was read for a message. */
    void hasRead() {
        read = clock.instant();
    }

    /** How long each channel has not moved that has a message in flight, by the name of its route. */
    public Map<String, Duration> idle() {
        Instant now = clock.instant();
        Map<String, Duration> idle = new TreeMap<>();
        inFlight.forEach((route, current) -> {
            if (current.messages > 0) {
                idle.put(route, Duration.between(current.moved.isAfter(read) ? current.moved : read, now));
            }
        });
        return idle;
    }

    private record InFlight(int messages, Instant moved) {
    }
}
