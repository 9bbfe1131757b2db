package io.storyreel.inbox;

import java.io.IOException;

import io.storyreel.files.IoReason;

/** What cannot be done with one file of the inbox, and why: nothing that is wrong with others, too. */
class FileProblem extends IOException {

    private static final long serialVersionUID = 1L;

    FileProblem(String operation, IOException cause) {
        super(operation + ": " + IoReason.of(cause), cause);
    }
}
