package io.storyreel.submit;

/** What the answer to a GET tells of a step whose own answer was lost. */
public enum LostStep {

    /** Its work is shown: it is taken as done, unpaid. */
    DONE,
    /** Its work is not shown, or its story is gone: it is paid for again. */
    NOT_DONE,
    /** The service does not know the story, which may change: asked again later. */
    NOT_THERE,
    /** The service did not say: asked again later. */
    UNKNOWN
}
