package io.storyreel.trace;

import java.time.Instant;
import java.util.function.Supplier;

import io.storyreel.story.IntakeResult;
import io.storyreel.story.Story;
import io.storyreel.story.TraceContext;

/**
 * Whom a story's journey is told to. This one tells nobody: traces are off, what a sender has given of his own is
 * passed on all the same. What is told is bound to the thread that does the work.
 */
public class StoryTraces {

    /** When something begins that is told once it is over; null where nobody is told. */
    public Instant now() {
        return null;
    }

    /**
     * A stage works on a story from here on, on this thread, until {@link #end}.
     *
     * @param stage its name, for example {@code submit}
     */
    public void begin(String stage, Story story) {
        // Nobody is told.
    }

    /** The stage that this thread has begun is done with its story; nothing where it has begun none. */
    public void end() {
        // Nobody is told.
    }

    /** What is to be given along to whoever hears of the story next; null where there is nothing. */
    public TraceContext passedOn(Story story) {
        return story.origin().trace();
    }

    /**
     * A request has been taken up, or was found to be a duplicate, or makes its story go on after a review.
     *
     * @param given what its sender has given along, or null
     * @param since when the work on it began
     */
    public void taken(IntakeResult taken, TraceContext given, Instant since) {
        // Nobody is told.
    }

    /**
     * Something short has happened to a story, by itself.
     *
     * @param what its name, for example {@code callback}
     * @param since when it began
     */
    public void happened(String what, Story story, Instant since) {
        // Nobody is told.
    }

    /**
     * A call to the story service is made, by the stage that this thread has begun.
     *
     * @param method the HTTP method
     * @param template its path, with {@code {story_id}} for an id
     * @param host of the service
     */
    public CallSpan call(String method, Supplier<String> template, String host, int port) {
        return CallSpan.UNTOLD;
    }

    /** What has been told arrives, or is given up after a moment. */
    void close() {
        // There is nothing to wait for.
    }
}
