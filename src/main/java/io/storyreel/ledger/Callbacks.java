package io.storyreel.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * What callbacks leave in the ledger: a hint to look, never a decision. The ledger knows a webhook's token by its
 * SHA-256 only: who reads the ledger cannot call.
 */
@ApplicationScoped
public class Callbacks {

    /** Two looks that callbacks ask for are so far apart: whoever has a token could else make us ask without end. */
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final String BY_TOKEN = "SELECT * FROM story WHERE webhook_token_sha256 = :token";

    /** When the story is to be looked at; {@code callback_at} is when the last callback had it looked at. */
    private static final String LOOK = "CASE WHEN callback_at IS NULL OR callback_at <= :longAgo THEN :now"
            + " WHEN callback_at > :now THEN callback_at ELSE :soon END";

    /**
     * One for all states: between two of them the story may move on. Before the answer to our POST, or instead of it,
     * the batch id is what makes an uncertain story findable; it is looked at when the answer is there, or lost.
     */
    private static final String HINT = "UPDATE story SET callback_batch_id = :batchId,"
            + " attempts = CASE WHEN state = 'uncertain' THEN 0 ELSE attempts END,"
            + " not_found = CASE WHEN state = 'uncertain' THEN 0 ELSE not_found END,"
            // What is due already must not be put off by whoever calls again and again.
            + " due_at = CASE WHEN state = 'submitting' OR due_at < " + LOOK + " THEN due_at ELSE " + LOOK + " END,"
            + " callback_at = " + LOOK
            + " WHERE webhook_token_sha256 = :token AND (state IN ('submitting', 'uncertain')"
            + " OR (state = 'generating' AND story_id = :batchId))"
            // The look that the same callback has asked for already is still to come.
            + " AND (callback_at IS NULL OR callback_at <= :now OR callback_batch_id IS NULL"
            + " OR callback_batch_id <> :batchId)";

    private final Sql sql;
    private final Clock clock;

    Callbacks(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** The story a webhook token belongs to. */
    public Optional<Story> storyOf(String token) {
        return sql.stories(BY_TOKEN, Sql.with("token", Sha256.of(token))).stream().findFirst();
    }

    /**
     * Notes that a story's own webhook was called.
     *
     * @return whether there is something to look at; false for a story that is past waiting, for another batch id, and
     *         while a look for it is still to come
     */
    public boolean note(String token, String batchId) {
        Instant now = clock.instant();
        return sql.changed(HINT, Sql.with("token", Sha256.of(token)).addValue("batchId", batchId)
                .addValue("now", Sql.utc(now)).addValue("longAgo", Sql.utc(now.minus(BETWEEN_LOOKS)))
                .addValue("soon", Sql.utc(now.plus(BETWEEN_LOOKS))));
    }
}
