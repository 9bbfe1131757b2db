package io.storyreel.sandbox.simulator.call;

import java.util.Locale;
import java.util.Set;

/** The calls the simulated service answers. */
public enum ApiCall {
    IDEA_TO_VIDEO, IMAGES_TO_VIDEO, URL_TO_VIDEO, STORY, ELEMENTS, SCENES, VIDEOS, CONCAT, GET;

    private static final Set<ApiCall> CREATING = Set.of(IDEA_TO_VIDEO, IMAGES_TO_VIDEO, URL_TO_VIDEO, STORY);

    /** Whether the call begins a story (so that its own form carries the idea). */
    public boolean creates() {
        return CREATING.contains(this);
    }

    /** Whether the call, once answered, makes the whole video without another. */
    public boolean isAutomatic() {
        return creates() && this != STORY;
    }

    /** Whether the call costs credits. */
    public boolean isPaid() {
        return this != GET && this != CONCAT;
    }

    /** What a marker calls it: {@code [sim:503x1@scenes]}. */
    public boolean isNamed(String name) {
        return name().toLowerCase(Locale.ROOT).replace("_to_video", "").equals(name);
    }
}
