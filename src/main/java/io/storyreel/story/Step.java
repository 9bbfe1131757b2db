package io.storyreel.story;

import java.util.Locale;

import io.storyreel.fault.Stage;

/** The paid steps of the advanced mode, in their order. */
public enum Step {
    STORYBOARD, ELEMENTS, SCENES, VIDEOS;

    /** The name outside Java, for example {@code storyboard}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether its call may take minutes: all but /videos answer when their work is done. */
    public boolean isLong() {
        return this != VIDEOS;
    }

    /** Where an error of this step happened. */
    public Stage stage() {
        return Stage.valueOf(name());
    }

    public static Step of(String name) {
        return name == null ? null : valueOf(name.toUpperCase(Locale.ROOT));
    }
}
