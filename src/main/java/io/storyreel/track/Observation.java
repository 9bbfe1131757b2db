package io.storyreel.track;

/** What the Story in the answer to a GET means for the story. */
public enum Observation {

    /** The video is made, and its address known. */
    MADE,
    /** The service could not make it. */
    FAILED,
    /** It is made, but its address stays away: /concat is due. */
    COMPOSE_DUE,
    /** There is nothing to be done but to ask again. */
    NOT_YET;

    /** Whether /concat is to be called. */
    public boolean isComposeDue() {
        return this == COMPOSE_DUE;
    }

    /** Whether the service does no more for the story. */
    public boolean isTheEnd() {
        return this == MADE || this == FAILED;
    }
}
