package io.storyreel.files;

/** The folders that Storyreel makes in the inbox for request files it has dealt with; nothing in them is read. */
public final class OwnFolders {

    public static final String ACCEPTED = ".accepted";

    public static final String REJECTED = ".rejected";

    private OwnFolders() {
    }

    /** Whether a name in the inbox is one of them. */
    public static boolean isOne(String name) {
        return name.equals(ACCEPTED) || name.equals(REJECTED);
    }
}
