package io.storyreel.journal;

/** The story that a line of the log is about. */
public interface Subject {

    /** The request's id; null where not even that is known. */
    String requestId();

    /** The service's id for its story; null where it has none yet. */
    String storyId();

    /** A request of which no more is known, or need be. */
    static Subject of(String requestId) {
        return of(requestId, null);
    }

    /** A request and its story at the service. */
    static Subject of(String requestId, String storyId) {
        return new Named(requestId, storyId);
    }

    /** Nothing but the names. */
    record Named(String requestId, String storyId) implements Subject {
    }
}
