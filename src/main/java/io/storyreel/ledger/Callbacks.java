package io.storyreel.ledger;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** What callbacks leave in the ledger: a hint to look, never a decision. */
@ApplicationScoped
public class Callbacks {

    private static final String BY_TOKEN = "SELECT * FROM story WHERE webhook_token = :token";

    private static final String HINT_GENERATING = "UPDATE story SET callback_batch_id = :batchId, callback_at = :now,"
            + " due_at = :now WHERE state = 'generating' AND webhook_token = :token AND story_id = :batchId";

    /** Before the answer to our POST, or instead of it: the batch id is what makes an uncertain story findable. */
    private static final String HINT_EARLY = "UPDATE story SET callback_batch_id = :batchId, callback_at = :now"
            + " WHERE state = 'submitting' AND webhook_token = :token";

    private static final String HINT_UNCERTAIN = "UPDATE story SET callback_batch_id = :batchId, callback_at = :now,"
            + " due_at = :now, attempts = 0 WHERE state = 'uncertain' AND webhook_token = :token";

    private final Sql sql;
    private final Clock clock;

    Callbacks(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    /** The story a webhook token belongs to. */
    public Optional<Story> storyOf(String token) {
        List<Story> found = sql.stories(BY_TOKEN, Sql.with("token", token));
        return found.stream().findFirst();
    }

    /**
     * Notes that a story's own webhook was called.
     *
     * @return whether there is something to look at; false for a story that is past waiting, or another batch id
     */
    public boolean note(String token, String batchId) {
        MapSqlParameterSource hint = Sql.with("token", token).addValue("batchId", batchId)
                .addValue("now", Sql.utc(clock.instant()));
        return sql.changed(HINT_GENERATING, hint) || sql.changed(HINT_EARLY, hint)
                || sql.changed(HINT_UNCERTAIN, hint);
    }
}
