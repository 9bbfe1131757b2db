package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.OURS;
import static io.storyreel.ledger.MoveSql.SUBMITTED;
import static io.storyreel.ledger.MoveSql.TAKEN;
import static io.storyreel.ledger.MoveSql.TEXT_OF_SUBMITTED;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The moves of uncertain stories: taken over where a GET confirms what their webhook told, or looked at again. */
@ApplicationScoped
public class AdoptionLedger {

    private static final String ADOPTED = "UPDATE story" + SUBMITTED + " WHERE state = 'uncertain'"
            + " AND NOT EXISTS (SELECT 1 FROM story other WHERE other.story_id = :storyId AND other.request_id <> :id)"
            + OURS;

    private static final String LOOKED_AFTER = ", attempts = attempts + 1,"
            + " error_message = COALESCE(:message, error_message),"
            // Its webhook may have told of another batch while this one was asked after.
            + " due_at = CASE WHEN callback_batch_id = :seen THEN CAST(:next AS TIMESTAMP(6) WITH TIME ZONE)"
            + " ELSE callback_at END" + FREED + " WHERE state = 'uncertain'" + OURS;

    private static final String STILL_UNCERTAIN = "UPDATE story SET not_found = 0" + LOOKED_AFTER;

    private static final String NOT_SHOWN = "UPDATE story SET not_found = not_found + 1" + LOOKED_AFTER;

    private final Transactions transactions;
    private final StoryMoves moves;
    private final Clock clock;

    AdoptionLedger(Transactions transactions, StoryMoves moves, Clock clock) {
        this.transactions = transactions;
        this.moves = moves;
        this.clock = clock;
    }

    /** uncertain to generating: its own webhook told the batch id, and a GET confirmed it. */
    public boolean adopted(Story story, String storyId, ObjectNode service, Instant deadline) {
        MapSqlParameterSource parameters = moves.generating(story, storyId, service, deadline, clock.instant());
        return moves.durablyFreed(story, WorkKind.OBSERVE, () -> transactions.oneAtATime(Retries.ADOPTION,
                () -> moves.reopened(moves.dueOf(Kind.GENERATING, ADOPTED, List.of(TEXT_OF_SUBMITTED), parameters),
                        parameters)),
                TAKEN, parameters);
    }

    /**
     * uncertain stays: looked at again at {@code next}, or with null never by itself.
     *
     * @param message what its error says from now on, or null where it stays as it is
     */
    public boolean stillUncertain(Story story, String message, Instant next) {
        return moves.freed(story, WorkKind.ADOPT, null, STILL_UNCERTAIN, List.of(), moves.ours(story).addValue("next",
                Sql.utc(next))
                .addValue("message", message)
                .addValue("seen", story.callbackBatchId()));
    }

    /**
     * uncertain stays: the service did not show the story of which its webhook told, and that is no outage. Looked at
     * again at {@code next}, or with null never by itself.
     */
    public boolean notShown(Story story, String message, Instant next) {
        return moves.freed(story, WorkKind.ADOPT, null, NOT_SHOWN, List.of(), moves.ours(story)
                .addValue("next", Sql.utc(next)).addValue("message", message)
                .addValue("seen", story.callbackBatchId()));
    }
}
