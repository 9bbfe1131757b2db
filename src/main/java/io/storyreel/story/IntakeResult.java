package io.storyreel.story;

import java.math.BigDecimal;

/**
 * What became of one request of a document.
 *
 * @param outcome new, or already known
 * @param story the ledger's row; for a duplicate or a conflict the first story of that id; null for
 *            a resume of a story that does not exist
 * @param adds to what all stories are estimated at, in credits: nothing for what is known already, and for a resume
 *            what its scenes cost beyond what its story did
 */
public record IntakeResult(Outcome outcome, Story story, BigDecimal adds) {

    /** Of a new story all that it is estimated at, of any other nothing. */
    public IntakeResult(Outcome outcome, Story story) {
        this(outcome, story, outcome == Outcome.ACCEPTED && story.estimatedCredits() != null
                ? story.estimatedCredits() : BigDecimal.ZERO);
    }

    /** The ledger's answer to a request id. */
    public enum Outcome {
        /** Taken up just now. */
        ACCEPTED,
        /** The same content under the same id: paid for once, ever. */
        DUPLICATE,
        /** Other content under an id that is taken. */
        CONFLICT,
        /** A story in review goes on. */
        RESUMED,
        /** A resume for a story that is not in review. */
        NOT_IN_REVIEW
    }
}
