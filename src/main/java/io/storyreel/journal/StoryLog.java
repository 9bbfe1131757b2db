package io.storyreel.journal;

import java.util.function.BiConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * The one way in which Storyreel writes its log: each line is of an event and, where it is about a story, begins with
 * its {@code request_id}. Event, {@code request_id} and {@code story_id} stand in the MDC while the line is written, so
 * that they are fields of it in JSON, and no longer.
 */
public final class StoryLog {

    /** The field with the event's name. */
    public static final String EVENT = "event";

    /** The field with the request's id. */
    public static final String REQUEST_ID = "request_id";

    /** The field with the service's id of the story. */
    public static final String STORY_ID = "story_id";

    /** Null where nobody listens, which is usual. */
    private static volatile BiConsumer<LogEvent, Subject> listener;

    private final Logger logger;

    private StoryLog(Logger logger) {
        this.logger = logger;
    }

    /** The log of a part of Storyreel, for example {@code storyreel.submit}. */
    public static StoryLog of(String name) {
        return new StoryLog(LoggerFactory.getLogger(name));
    }

    /**
     * Somebody is told of each event, at whatever level, by the thread that writes it, with the story that it is
     * about or null; null for nobody.
     */
    public static void listen(BiConsumer<LogEvent, Subject> other) {
        listener = other;
    }

    /** The ordinary course of a story; {@code details} stand where {@code {}} does. */
    public void info(LogEvent event, Subject about, String words, Object... details) {
        write(Level.INFO, event, about, words, details);
    }

    /** The ordinary course, of no story in particular. */
    public void info(LogEvent event, String words, Object... details) {
        write(Level.INFO, event, null, words, details);
    }

    /** What a person may want to see of a story. */
    public void warn(LogEvent event, Subject about, String words, Object... details) {
        write(Level.WARN, event, about, words, details);
    }

    /** What a person may want to see. A fault behind the details is written with its stack trace. */
    public void warn(LogEvent event, String words, Object... details) {
        write(Level.WARN, event, null, words, details);
    }

    /** What should not be. A fault behind the details is written with its stack trace. */
    public void error(LogEvent event, String words, Object... details) {
        write(Level.ERROR, event, null, words, details);
    }

    /** For who looks closely at a story. */
    public void debug(LogEvent event, Subject about, String words, Object... details) {
        write(Level.DEBUG, event, about, words, details);
    }

    /** For who looks closely. */
    public void debug(LogEvent event, String words, Object... details) {
        write(Level.DEBUG, event, null, words, details);
    }

    private void write(Level level, LogEvent event, Subject about, String words, Object[] details) {
        BiConsumer<LogEvent, Subject> told = listener;
        if (told != null) {
            told.accept(event, about);
        }
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        MDC.put(EVENT, event.wireName());
        Subject story = about == null ? LogScope.current() : about;
        if (story != null && story.requestId() != null) {
            MDC.put(REQUEST_ID, story.requestId());
        }
        String storyId = LogScope.storyIdOf(story);
        if (storyId != null) {
            MDC.put(STORY_ID, storyId);
        }
        try {
            if (about == null) {
                write(level, words, details);
            } else {
                write(level, "{}: " + words, before(about.requestId(), details));
            }
        } finally {
            MDC.remove(EVENT);
            MDC.remove(REQUEST_ID);
            MDC.remove(STORY_ID);
        }
    }

    private void write(Level level, String words, Object[] details) {
        switch (level) {
            case ERROR -> logger.error(words, details);
            case WARN -> logger.warn(words, details);
            case INFO -> logger.info(words, details);
            default -> logger.debug(words, details);
        }
    }

    private static Object[] before(String requestId, Object[] details) {
        Object[] all = new Object[details.length + 1];
        all[0] = requestId;
        System.arraycopy(details, 0, all, 1, details.length);
        return all;
    }
}
