package io.storyreel.track;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.story.Story;

/**
 * What an event tells the join of a batch, or all that came so far. What is not told is null.
 *
 * @param batchId what is joined with what: the service's story id, which its webhook calls {@code batch_id}
 * @param requestId the ticket: whose batch it is
 * @param end the final observation
 * @param service the Story that it saw
 * @param story the row as it was claimed for the GET: who goes on with it need not read it again
 */
public record JoinEvent(String batchId, String requestId, Observation end, ObjectNode service, Story story) {

    /** An event that tells of its batch alone. */
    static JoinEvent of(String batchId) {
        return new JoinEvent(batchId, null, null, null, null);
    }

    JoinEvent withRequestId(String found) {
        return new JoinEvent(batchId, found, end, service, story);
    }

    /** Both together; what the later one tells stands. */
    JoinEvent and(JoinEvent later) {
        return new JoinEvent(batchId, later.requestId != null ? later.requestId : requestId,
                later.end != null ? later.end : end, later.end != null ? later.service : service,
                later.story != null ? later.story : story);
    }

    /** Whether there are a ticket and a final observation. */
    boolean isWhole() {
        return requestId != null && end != null;
    }
}
