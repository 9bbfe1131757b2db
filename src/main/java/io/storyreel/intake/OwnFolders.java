package io.storyreel.intake;

/** The folders that Storyreel makes in the inbox for request files it has dealt with; nothing in them is read. */
final class OwnFolders {

    static final String ACCEPTED = ".accepted";

    static final String REJECTED = ".rejected";

    private OwnFolders() {
    }

    /** Whether a name in the inbox is one of them. */
    static boolean isOne(String name) {
        return name.equals(ACCEPTED) || name.equals(REJECTED);
    }
}
