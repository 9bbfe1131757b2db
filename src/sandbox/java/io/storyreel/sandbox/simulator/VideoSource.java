package io.storyreel.sandbox.simulator;

import io.storyreel.sandbox.video.Screenplay;

/** Where the simulated service gets its videos from. */
@FunctionalInterface
public interface VideoSource {

    /** A whole mp4 for the screenplay. Called once a story, off the event loop. */
    byte[] film(Screenplay screenplay);
}
