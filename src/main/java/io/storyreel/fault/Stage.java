package io.storyreel.fault;

import java.util.Locale;

/** Where on its journey a story met an error, as the result's {@code error.stage} names it. */
public enum Stage {
    INTAKE, SUBMIT, STORYBOARD, ELEMENTS, SCENES, VIDEOS, TRACK, CONCAT, DELIVER;

    /** The name as results write it, for example {@code deliver}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
