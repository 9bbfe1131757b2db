package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.AGAIN;
import static io.storyreel.ledger.MoveSql.ERROR;
import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.NO_ERROR;
import static io.storyreel.ledger.MoveSql.OURS;
import static io.storyreel.ledger.MoveSql.SUBMITTED;
import static io.storyreel.ledger.MoveSql.TAKEN;
import static io.storyreel.ledger.MoveSql.TEXT_OF_SUBMITTED;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.budget.Spending;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The moves of a paid call: to submitting before it is made, and on from there by its answer. */
@ApplicationScoped
public class SubmissionLedger {

    /** What the service says of a story that it has just taken; where nothing is kept of its answers, it was this. */
    static final String IN_THE_MAKING = "processing";

    /** Not while submissions are paused, or a queue of claimed stories would follow the first 402. */
    private static final String START_SUBMITTING = "UPDATE story SET state = 'submitting',"
            + " webhook_token_sha256 = :token" + NO_ERROR + " WHERE state = 'accepted'"
            + " AND NOT EXISTS (SELECT 1 FROM gate WHERE name = 'credit' AND closed = TRUE)"
            + OURS;

    private static final String START_PROBE = "UPDATE story SET state = 'submitting', webhook_token_sha256 = :token"
            + NO_ERROR + " WHERE state IN ('accepted', 'waiting_credit')" + OURS;

    private static final String BEGUN = AGAIN + " AND state = 'submitting' AND lease_owner = :owner";

    private static final String GENERATING_FROM_SUBMITTING = "UPDATE story" + SUBMITTED
            + " WHERE state = 'submitting'" + OURS;

    /** Our lease ran out while the service took its time; nobody else has its answer. */
    private static final String GENERATING_FROM_UNCERTAIN = "UPDATE story" + SUBMITTED
            + " WHERE state = 'uncertain' AND story_id IS NULL AND request_id = :id";

    private static final String ACCEPTED_AGAIN = "UPDATE story SET state = 'accepted', attempts = attempts + 1,"
            + " due_at = :next" + ERROR + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String ACCEPTED_UNCERTAIN = "UPDATE story SET state = 'accepted', attempts = attempts + 1,"
            + " not_found = 0, check_first = (story_id IS NOT NULL), due_at = :next" + ERROR + FREED
            + " WHERE state = 'submitting'" + OURS;

    private static final String AWAITS_CREDIT = "UPDATE story SET state = 'waiting_credit', due_at = :now" + ERROR
            + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String UNCERTAIN = "UPDATE story SET state = 'uncertain', not_found = 0, finished_at = :now,"
            + " report_at = :now, due_at = CASE WHEN callback_batch_id IS NULL THEN NULL ELSE :now END" + ERROR + FREED
            + " WHERE state = 'submitting'" + OURS;

    private final Sql sql;
    private final StoryMoves moves;
    private final DailyBudget budget;

    SubmissionLedger(Sql sql, StoryMoves moves, DailyBudget budget) {
        this.sql = sql;
        this.moves = moves;
        this.budget = budget;
    }

    /**
     * accepted (or, for the one probe, waiting_credit) to submitting: committed, and on the disk, before the POST that
     * is paid for; together with what it takes of the day's budget. Not where that has no room.
     */
    public boolean startSubmitting(Story story, boolean probe, String webhookToken) {
        return begun(story, probe ? START_PROBE : START_SUBMITTING, webhookToken,
                move -> () -> budget.within(story, move));
    }

    /** The same for a step that turned out to be done: nothing is sent, nothing is paid. */
    public boolean takenAsDone(Story story, String webhookToken) {
        return begun(story, START_PROBE, webhookToken, UnaryOperator.identity());
    }

    private boolean begun(Story story, String update, String webhookToken, UnaryOperator<Supplier<Boolean>> reserving) {
        MapSqlParameterSource parameters = moves.ours(story)
                .addValue("token", webhookToken == null ? null : Sha256.of(webhookToken));
        // Where the first try's answer was lost, it may be done: under our lease nobody else can have begun.
        return moves.durably(reserving.apply(() -> sql.changed(update, parameters)
                && moves.noted(Kind.SUBMITTING, parameters)), BEGUN, parameters);
    }

    /** submitting to generating: the service has taken it under {@code storyId}. On the disk when this returns. */
    public boolean submitted(Story story, String storyId, ObjectNode service, Instant deadline, Instant nextLook) {
        MapSqlParameterSource parameters = moves.generating(story, storyId, service, deadline, nextLook);
        // What an automatic call is answered with says no more than that it was taken.
        List<String> text = story.stepProgress() == null
                && service.path("status").asText(IN_THE_MAKING).equals(IN_THE_MAKING) ? List.of()
                : List.of(TEXT_OF_SUBMITTED);
        return moves.durablyFreed(story, WorkKind.OBSERVE, () -> {
            List<Optional<Instant>> taken = moves.dueOf(Kind.GENERATING, GENERATING_FROM_SUBMITTING, text, parameters);
            return taken.isEmpty() ? moves.reopened(moves.dueOf(Kind.GENERATING, GENERATING_FROM_UNCERTAIN, text,
                    parameters), parameters) : taken;
        }, TAKEN, parameters);
    }

    /** submitting to accepted: the service has certainly not taken it, so it is sent again at {@code next}. */
    public boolean acceptedAgain(Story story, StoryError why, Instant next) {
        return moves.outlives(moves.freed(story, WorkKind.SUBMIT, Kind.AGAIN, ACCEPTED_AGAIN,
                List.of(Spending.NOT_PAID), Spending.about(Sql.withError(moves.ours(story)
                        .addValue("next", Sql.utc(next)), why), story))) && budget.hasChanged();
    }

    /** submitting to accepted though it may have been paid for: {@code on-uncertain-submit=retry} says so. */
    public boolean acceptedUncertain(Story story, StoryError why, Instant next) {
        return moves.outlives(moves.freed(story, WorkKind.SUBMIT, Kind.AGAIN, ACCEPTED_UNCERTAIN, List.of(),
                Sql.withError(moves.ours(story).addValue("next", Sql.utc(next)), why)));
    }

    /** submitting to waiting_credit; a part of {@link CreditGate#close(Runnable)}, which brings it to the disk. */
    public boolean awaitsCredit(Story story, StoryError why) {
        return moves.freed(story, null, Kind.WAITING_CREDIT, AWAITS_CREDIT, List.of(Spending.NOT_PAID),
                Spending.about(Sql.withError(moves.ours(story), why), story)) && budget.hasChanged();
    }

    /** submitting to uncertain: it may have been paid for. */
    public boolean uncertain(Story story, StoryError why) {
        return moves.freed(story, WorkKind.ADOPT, Kind.UNCERTAIN, UNCERTAIN, List.of(),
                Sql.withError(moves.ours(story), why)) && moves.reports();
    }

    /** The given state to failed. What it was refused for has not been paid; what the service failed at has. */
    public boolean failed(Story story, StoryState from, StoryError why) {
        boolean isUnpaid = from == StoryState.SUBMITTING && why.code() != ErrorCode.GENERATION_FAILED;
        return moves.failed(story, from, isUnpaid ? List.of(Spending.ENDED_UNPAID) : List.of(), why);
    }
}
