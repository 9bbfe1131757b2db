package io.storyreel.intake;

import java.io.IOException;

/** What cannot be done with one file of the inbox, and why: nothing that is wrong with others, too. */
class FileTrouble extends IOException {

    private static final long serialVersionUID = 1L;

    FileTrouble(String operation, IOException cause) {
        super(operation + ": " + IoReason.of(cause), cause);
    }
}
