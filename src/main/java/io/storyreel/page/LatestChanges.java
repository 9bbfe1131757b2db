package io.storyreel.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.storyreel.ledger.event.StoryChanges;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.event.StoryEvents.Noted;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.DbKind;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Which stories have changed and are still to be shown: those of this process as they change, those of other replicas
 * as the ledger tells. A story that changes twice in between is shown once, as it is then.
 */
@ApplicationScoped
class LatestChanges {

    /** Shown in one go. */
    static final int MOST = 200;

    /** More than that in between two looks is a flood; who watches then sees the rest when it moves on. */
    private static final int HELD = 100_000;

    private static final int REMEMBERED = 4_000;

    /** A transaction that ends later may have begun, and taken its numbers, earlier. */
    private static final int OVERLAP = 500;

    private static final Duration LATE = Duration.ofSeconds(5);

    /** Those whose stories also change without an event: a try in vain, a small advance. */
    private static final List<StoryState> RESTLESS = List.of(StoryState.ACCEPTED, StoryState.GENERATING,
            StoryState.DELIVERING);

    /** Of each of them so many are looked at, each fifth time. */
    private static final int GLANCED_AT = 100;

    private static final int EACH = 5;

    private final Set<String> waiting = new LinkedHashSet<>();

    /** How those looked the last time. */
    private final Map<String, String> marks = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final StoryQueries queries;
    private final StoryEvents events;
    private final Clock clock;
    private final boolean isShared;

    private volatile boolean isWatched;

    private volatile long position;

    private int looks;

    LatestChanges(StoryQueries queries, StoryEvents events, StoryChanges changes, Clock clock,
            StoryreelSettings settings) {
        this.queries = queries;
        this.events = events;
        this.clock = clock;
        this.isShared = settings.db().kind() == DbKind.POSTGRESQL;
        changes.listen(this::add);
    }

    /** Whether anybody is there to be told. Once nobody is, what was waiting is told to nobody. */
    void isWatched(boolean now) {
        isWatched = now;
        if (!now) {
            position = 0;
            synchronized (waiting) {
                waiting.clear();
            }
        }
    }

    /** Whether none is still to be shown. */
    boolean areNone() {
        synchronized (waiting) {
            return waiting.isEmpty();
        }
    }

    void add(String requestId) {
        if (isWatched) {
            synchronized (waiting) {
                if (waiting.size() < HELD) {
                    waiting.add(requestId);
                }
            }
        }
    }

    /** Some of them, the first ones first. */
    List<String> take() {
        List<String> some = new ArrayList<>();
        synchronized (waiting) {
            for (Iterator<String> all = waiting.iterator(); all.hasNext() && some.size() < MOST;) {
                some.add(all.next());
                all.remove();
            }
        }
        return some;
    }

    /** Asks the ledger what other replicas have changed; where there can be none, nothing. */
    void lookAround() {
        if (!isShared) {
            return;
        }
        if (position == 0) {
            position = events.last();
        }
        for (Noted noted : events.since(Math.max(0, position - OVERLAP), OVERLAP * 4)) {
            position = Math.max(position, noted.no());
            addOnce(noted.no() + ":", noted.requestId());
        }
        for (String requestId : queries.receivedSince(clock.instant().minus(LATE), OVERLAP)) {
            addOnce("new:", requestId);
        }
        if (++looks % EACH == 0) {
            RESTLESS.forEach(state -> queries.marks(state, GLANCED_AT).forEach(this::glance));
        }
    }

    /** One that is seen for the first time has not changed. */
    private void glance(String requestId, String mark) {
        String before = marks.put(requestId, mark);
        if (before != null && !before.equals(mark)) {
            add(requestId);
        }
    }

    private void addOnce(String what, String requestId) {
        if (seen.put(what + requestId, true) == null) {
            add(requestId);
        }
    }

    /** What one who was told all up to that event has missed, or may have; the newest of it where it is much. */
    Set<String> missedSince(long no) {
        Set<String> missed = new LinkedHashSet<>();
        List<Noted> since = events.newestSince(Math.max(0, no - OVERLAP), OVERLAP * 4);
        since.forEach(noted -> missed.add(noted.requestId()));
        Instant from = events.at(no).orElse(Instant.EPOCH).minus(LATE);
        missed.addAll(queries.receivedSince(from, OVERLAP));
        return missed;
    }
}
