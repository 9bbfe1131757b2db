package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.ERROR;
import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.OURS;

import java.time.Instant;
import java.util.List;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;

/** What becomes of a story that is not sent now: it goes on waiting, and its error says for what. */
@ApplicationScoped
public class PostponementLedger {

    private static final String PUT_OFF = "UPDATE story SET attempts = attempts + 1, not_found = 0,"
            + " due_at = :next" + ERROR + FREED
            + " WHERE state = :from AND state IN ('accepted', 'waiting_credit')" + OURS;

    private static final String NOT_READY = "UPDATE story SET due_at = :next" + ERROR + FREED
            + " WHERE state = :from AND state IN ('accepted', 'waiting_credit')" + OURS;

    /** A probe too: held, it no longer asks for credit. */
    private static final String HELD = "UPDATE story SET state = 'accepted', due_at = :next,"
            + " held_on = CAST(:day AS DATE), held_for = CAST(:more AS NUMERIC(18, 4))" + ERROR + FREED
            + " WHERE state = :from AND state IN ('accepted', 'waiting_credit')" + OURS;

    /** What the call itself may be tried is not used up by the questions before it. */
    private static final String NOT_THERE_AGAIN = "UPDATE story SET not_found = not_found + 1, due_at = :next" + ERROR
            + FREED + " WHERE state = :from AND state IN ('accepted', 'waiting_credit')" + OURS;

    private final StoryMoves moves;
    private final DailyBudget budget;

    PostponementLedger(StoryMoves moves, DailyBudget budget) {
        this.moves = moves;
        this.budget = budget;
    }

    /** accepted, or a probe's waiting_credit, stays: tried in vain, nothing was sent; due again at {@code next}. */
    public boolean putOff(Story story, StoryError why, Instant next) {
        return moves.freed(story, WorkKind.SUBMIT, null, PUT_OFF, List.of(), Sql.withError(moves.ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(next)), why))
                && letsOthers(story);
    }

    /** accepted, or a probe's waiting_credit, stays: could not be sent yet. No try; due again at {@code next}. */
    public boolean notReady(Story story, StoryError why, Instant next) {
        return moves.freed(story, WorkKind.SUBMIT, null, NOT_READY, List.of(), Sql.withError(moves.ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(next)), why))
                && letsOthers(story);
    }

    /** accepted, or a probe's waiting_credit, to accepted: the day's budget has no room for it. No try. */
    public boolean held(Story story, DailyBudget.Refusal refusal) {
        return moves.freed(story, WorkKind.SUBMIT, Kind.HELD, HELD, List.of(), Sql.withError(moves.ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(refusal.until()))
                .addValue("day", refusal.day()).addValue("more", refusal.more()), refusal.why()));
    }

    /**
     * accepted, or a probe's waiting_credit, stays: the service did not know the story whose step's answer was lost.
     * No try; asked again at {@code next}.
     */
    public boolean notThereAgain(Story story, StoryError why, Instant next) {
        return moves.freed(story, WorkKind.SUBMIT, null, NOT_THERE_AGAIN, List.of(), Sql.withError(moves.ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(next)), why))
                && letsOthers(story);
    }

    /** A story that the budget had held back waits for something else now: its share is for whoever is behind it. */
    private boolean letsOthers(Story story) {
        return story.error() == null || story.error().code() != ErrorCode.BUDGET_EXCEEDED || budget.hasChanged();
    }
}
