package io.storyreel.report;

/** A result was not even tried: another one of its way has failed a moment ago. Carries no stack trace. */
public class WayAway extends Exception {

    private static final long serialVersionUID = 1L;

    WayAway(String way) {
        super("the " + way + " was away a moment ago", null, false, false);
    }
}
