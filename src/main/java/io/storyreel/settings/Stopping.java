package io.storyreel.settings;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether this process has been told to stop. From then on nothing new is begun, above all no call that is paid for:
 * {@code storyreel.stop.grace} is for those that are under way.
 */
@ApplicationScoped
public class Stopping {

    private volatile boolean begun;

    /** From now on it stops. */
    public void begin() {
        begun = true;
    }

    /** Whether it does. */
    public boolean isBegun() {
        return begun;
    }
}
