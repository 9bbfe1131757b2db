package io.storyreel.story;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request that passed every check and can be written into the ledger.
 *
 * @param requestId the user's id for it, or the derived one
 * @param contentSha256 64 hex digits that tell a duplicate from a conflict, and a resume that comes twice
 * @param request its fields, whole numbers written as such ({@code 5.0} has become {@code 5}); for the rest as written
 * @param images what its image files are, in the order listed
 * @param dialect how the service is spoken to about it: by its rules the request was checked
 * @param estimate what it will cost, or null where nobody has asked, as for a resume
 */
public record StoryRequest(String requestId, String contentSha256, ObjectNode request, List<ImageVersion> images,
        String dialect, Estimate estimate) {

    /** A request that has no estimate yet. */
    public StoryRequest(String requestId, String contentSha256, ObjectNode request, List<ImageVersion> images,
            String dialect) {
        this(requestId, contentSha256, request, images, dialect, null);
    }

    /** A request without image files and estimate. */
    public StoryRequest(String requestId, String contentSha256, ObjectNode request, String dialect) {
        this(requestId, contentSha256, request, List.of(), dialect);
    }

    /** The same with what it will cost. */
    public StoryRequest costing(Estimate credits) {
        return new StoryRequest(requestId, contentSha256, request, images, dialect, credits);
    }

    /** Before which it must not be paid for; null where it need not wait. */
    public Instant notBefore() {
        return NotBefore.of(request);
    }

    /** Whether it continues a story in review. */
    public boolean isResume() {
        return request.has("resume");
    }
}
