package io.storyreel.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryState;
import io.storyreel.ledger.TestLedger;
import io.storyreel.ledger.Walk;

/** Stories on their way through the steps. */
final class Walks {

    private Walks() {
    }

    /** One that was last seen as {@code service}, which may be null. */
    static Story story(String request, ObjectNode service, Walk walk) {
        return new Story("a", StoryState.ACCEPTED, "c", TestLedger.json(request), null, "form", null, "s-1", 0, 0, 0,
                null, null, null, service, null, null, null, null, null, null, TestLedger.START, null, null, null, null,
                walk, null);
    }
}
