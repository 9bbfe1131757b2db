package io.storyreel.ledger.claim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * When there is something to do, as far as this process knows: nobody has to ask the database ten times a second
 * whether a wait is over. Every move that makes a story due says when; a sweep says when the next one is. What nobody
 * here can know (a story that another replica has freed, a claim whose holder died) is found by asking now and then.
 */
@ApplicationScoped
public class DueTimes {

    /** Replicas share the work: what one of them had no permit for is soon looked for by the others. */
    private static final Duration AMONG_REPLICAS = Duration.ofSeconds(1);

    /** Alone only what went astray is found so. */
    private static final Duration ALONE = Duration.ofSeconds(5);

    private final Map<WorkKind, AtomicLong> next = new EnumMap<>(WorkKind.class);

    private final Clock clock;

    private final Duration recovery;

    private volatile Consumer<WorkKind> signal = work -> {
    };

    DueTimes(Clock clock, StoryreelSettings settings) {
        this.clock = clock;
        this.recovery = settings.db().kind() == DbKind.POSTGRESQL ? AMONG_REPLICAS : ALONE;
        for (WorkKind work : WorkKind.values()) {
            // At the start everything is to be looked at.
            next.put(work, new AtomicLong(Long.MIN_VALUE));
        }
    }

    /** @param wake called, on whatever thread it happens, where something has become due just now */
    public void onDue(Consumer<WorkKind> wake) {
        this.signal = wake;
    }

    /** Something of that kind is due at {@code due}; null: never by itself. */
    public void at(WorkKind work, Instant due) {
        if (work == null || due == null) {
            return;
        }
        long millis = due.toEpochMilli();
        next.get(work).accumulateAndGet(millis, Math::min);
        if (millis <= clock.millis()) {
            signal.accept(work);
        }
    }

    /** Whether it is time to look. */
    public boolean isDue(WorkKind work) {
        long wait = next.get(work).get() - clock.millis();
        // No wait is longer than that, unless the clock was set back.
        return wait <= 0 || wait > recovery.toMillis();
    }

    /** To be called before a sweep looks: what becomes due while it looks counts for the next one. */
    void looking(WorkKind work) {
        next.get(work).set(clock.instant().plus(recovery).toEpochMilli());
    }
}
