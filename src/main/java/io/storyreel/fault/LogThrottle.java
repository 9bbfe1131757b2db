package io.storyreel.fault;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Lets what a library says pass once a minute. A broker that is away is told of by its client at every attempt, for
 * hours; what Storyreel says itself always passes. Numbers and ids in
 * a line do not make it another one.
 */
public final class LogThrottle implements Filter {

    private static final long MINUTE = 60_000;

    /** More different lines than this in memory: then all are news again. */
    private static final int MOST = 1_000;

    private final Map<String, Long> told = new ConcurrentHashMap<>();

    @Override
    public boolean isLoggable(LogRecord line) {
        String logger = String.valueOf(line.getLoggerName());
        if (logger.startsWith("storyreel") || logger.startsWith("io.storyreel")) {
            return true;
        }
        if (told.size() > MOST) {
            told.clear();
        }
        String what = logger + line.getLevel() + String.valueOf(line.getMessage()).replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#");
        long now = line.getMillis();
        boolean[] shouldLog = new boolean[1];
        told.compute(what, (key, last) -> {
            shouldLog[0] = last == null || now - last >= MINUTE;
            return shouldLog[0] ? Long.valueOf(now) : last;
        });
        return shouldLog[0];
    }
}
