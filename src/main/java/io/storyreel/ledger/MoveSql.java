package io.storyreel.ledger;

/** What the guarded UPDATEs of a story have in common, and what several of them change beside. */
final class MoveSql {

    /** A lease of the caller's: whoever has been overtaken changes nothing. */
    static final String OURS = " AND request_id = :id AND lease_owner = :owner";

    /** The claim ends with the move. */
    static final String FREED = ", lease_owner = NULL, lease_until = NULL";

    /** The claim goes on under another name, or ends where that is null. */
    static final String KEPT = ", lease_owner = :kept, lease_until = :until";

    /** What a story waits for, or has failed by. */
    static final String ERROR = ", error_code = :code, error_message = :message, error_stage = :stage,"
            + " error_http_status = :httpStatus";

    /** What a story has waited for is over. */
    static final String NO_ERROR = ", error_code = NULL, error_message = NULL, error_stage = NULL,"
            + " error_http_status = NULL";

    /** An answer that does not tell what the story has cost takes nothing back of what was told before. */
    static final String CREDITS = "COALESCE(CAST(:credits AS NUMERIC(18, 4)), used_credits)";

    /** It has an outcome, which is to be reported. */
    static final String FINISHED = ", finished_at = :now, report_at = :now, due_at = NULL";

    /** Whoever has the claim, or nobody, where that has run out. */
    static final String FAILED = "UPDATE story SET state = 'failed'" + FINISHED + ERROR + FREED
            + " WHERE state = :from AND request_id = :id AND (lease_owner = :owner OR lease_owner IS NULL)";

    /** Changes nothing, but its commit comes after the one that did. */
    static final String AGAIN = "UPDATE story SET attempts = attempts WHERE request_id = :id";

    /** What the service says of the story. */
    static final String TEXT = "UPDATE story_text SET service = :service WHERE id = :id";

    /** The same of one that it has just taken; what a person has edited has gone to it. */
    static final String TEXT_OF_SUBMITTED = "UPDATE story_text SET service = :service,"
            + " edited_storyboard = NULL, edited_scenes = NULL WHERE id = :id";

    /** To generating, what the first answer of the service leaves in the row; a state to leave follows. */
    static final String SUBMITTED = " SET state = 'generating', story_id = :storyId,"
            + " submitted_at = COALESCE(submitted_at, :now), deadline_at = :deadline, attempts = 0,"
            + " check_first = FALSE, not_found = 0,"
            // Of the automatic mode this is a story of the service's own: what one before it has used is not its.
            + " used_credits = CASE WHEN step IS NULL THEN NULL ELSE used_credits END,"
            // A callback may have come before the answer that tells the story's id: then there is something to see.
            + " due_at = CASE WHEN callback_batch_id = :storyId THEN :now ELSE :next END,"
            + " finished_at = NULL, report_at = NULL" + NO_ERROR + FREED;

    /** Whatever has become of it since: its deadline was set by this very answer. */
    static final String TAKEN = AGAIN + " AND state NOT IN ('accepted', 'submitting')"
            + " AND story_id = :storyId AND deadline_at = CAST(:deadline AS TIMESTAMP(6) WITH TIME ZONE)";

    private MoveSql() {
    }
}
