package io.storyreel.journal;

import org.jboss.logmanager.ExtLogRecord;

/**
 * The story that this thread works on, so that what libraries say meanwhile can be told to be about it.
 * <p>
 * A variable of the thread, not an entry in the MDC: Quarkus' MDC is inherited by threads, and a client of a broker
 * that makes its thread while it sends the first result would name that result's story in all its lines, for ever.
 */
public final class LogScope {

    private static final ThreadLocal<Subject> CURRENT = new ThreadLocal<>();

    private LogScope() {
    }

    /** From here on this thread works on that story. */
    public static void enter(Subject story) {
        CURRENT.set(story);
    }

    /** This thread is done with it. */
    public static void leave() {
        CURRENT.remove();
    }

    /** What this thread works on; null where that is no story. */
    public static Subject current() {
        return CURRENT.get();
    }

    /** The service's id of a story, which this thread may know where {@code story} does not; null where it has none. */
    static String storyIdOf(Subject story) {
        if (story == null || story.storyId() != null) {
            return story == null ? null : story.storyId();
        }
        Subject here = CURRENT.get();
        return here != null && here.requestId().equals(story.requestId()) ? here.storyId() : null;
    }

    /** Names the story in a line that names none. */
    public static void mark(ExtLogRecord line) {
        Subject story = CURRENT.get();
        if (story != null && line.getMdc(StoryLog.REQUEST_ID) == null) {
            line.putMdc(StoryLog.REQUEST_ID, story.requestId());
            if (story.storyId() != null) {
                line.putMdc(StoryLog.STORY_ID, story.storyId());
            }
        }
    }
}
