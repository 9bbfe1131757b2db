package io.storyreel.submit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;

/** Stories on their way through the steps. */
final class AdvancedStories {

    private AdvancedStories() {
    }

    /** One that was last seen as {@code service}, which may be null. */
    static Story story(String request, ObjectNode service, StepProgress stepProgress) {
        return new Story("a", StoryState.ACCEPTED, "c", TestLedger.json(request), null, "form", null, "s-1", 0, 0, 0,
                null, null, null, service, null, null, null, null, null, null, TestLedger.START, null, null, null, null,
                stepProgress, null);
    }
}
