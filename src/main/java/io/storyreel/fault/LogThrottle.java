package io.storyreel.fault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** What repeats is told once a minute: a sweep meets the same fault every tick, a client of a broker every attempt. */
public final class LogThrottle {

    private static final long MINUTE_MILLIS = 60_000;

    /** More different things than this in memory: then all are news again. */
    private static final int MOST = 10_000;

    private final Map<String, Long> told = new ConcurrentHashMap<>();

    /**
     * Whether this was not told within the last minute; then it counts as told now.
     *
     * @param now in milliseconds, of any clock, the same at each call
     */
    public boolean shouldLog(String what, long now) {
        if (told.size() > MOST) {
            told.clear();
        }
        AtomicBoolean isDue = new AtomicBoolean();
        told.compute(what, (key, last) -> {
            isDue.set(last == null || now - last >= MINUTE_MILLIS);
            return isDue.get() ? Long.valueOf(now) : last;
        });
        return isDue.get();
    }
}
