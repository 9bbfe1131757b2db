package io.storyreel.deliver;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.TestLedger;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;

/** Stories that are about to be delivered. */
public final class Stories {

    private Stories() {
    }

    public static Story of(String requestId, String storyId, String request, String videoUrl) {
        ObjectNode service = TestLedger.service(storyId).put("status", "success");
        return new Story(requestId, StoryState.DELIVERING, "c", TestLedger.json(request), new Origin("inbox", Map.of()),
                "form", null,
                storyId, 0, 0, 0, 100, null, null, service, videoUrl, null, null, null, null, null, TestLedger.START,
                TestLedger.START, null, null, null, null, null);
    }
}
