package io.storyreel.ledger;

/**
 * What became of one request of a document.
 *
 * @param verdict new, or already known
 * @param story the ledger's row; for a duplicate or a conflict the first story of that id; null for
 *            a resume of a story that does not exist
 */
public record Taken(Verdict verdict, Story story) {

    /** The ledger's answer to a request id. */
    public enum Verdict {
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
