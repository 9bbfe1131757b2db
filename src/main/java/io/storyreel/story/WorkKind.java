package io.storyreel.story;

import java.util.Locale;

/** The kinds of work that wait in the ledger; each has a signal of its name, {@code seda:wake-submit} and so on. */
public enum WorkKind {
    /** accepted, or a probe in waiting_credit: the next paid call. */
    SUBMIT,
    /** generating: the next question. */
    OBSERVE,
    /** uncertain, told of by its webhook. */
    ADOPT,
    /** delivering. */
    DELIVER,
    /** An outcome that is to be handed out. */
    REPORT;

    /** The name in routes, for example {@code submit}. */
    public String routeName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a story in that state waits for where it is due; null where it waits for a person or for nothing. */
    public static WorkKind of(StoryState state) {
        return switch (state) {
            case ACCEPTED, WAITING_CREDIT -> SUBMIT;
            case GENERATING -> OBSERVE;
            case UNCERTAIN -> ADOPT;
            case DELIVERING -> DELIVER;
            default -> null;
        };
    }
}
