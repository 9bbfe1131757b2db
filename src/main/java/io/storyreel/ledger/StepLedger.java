package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.AGAIN;
import static io.storyreel.ledger.MoveSql.CREDITS;
import static io.storyreel.ledger.MoveSql.ERROR;
import static io.storyreel.ledger.MoveSql.FINISHED;
import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.NO_ERROR;
import static io.storyreel.ledger.MoveSql.OURS;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.budget.Spending;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Step;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The moves of the advanced mode by a step's answer: what is answered is not paid for again. */
@ApplicationScoped
public class StepLedger {

    /** What a step answered with; what was carried to it has arrived. */
    private static final String STEP_ANSWERED = ", step = :step, is_long = :long, story_id = :storyId,"
            + " used_credits = " + CREDITS + ", submitted_at = COALESCE(submitted_at, :now), attempts = 0,"
            + " not_found = 0, check_first = FALSE" + NO_ERROR;

    private static final String TEXT_OF_STEP = "UPDATE story_text SET service = :service, edited_storyboard = NULL,"
            + " edited_scenes = CASE WHEN :scenesArrived THEN NULL ELSE edited_scenes END WHERE id = :id";

    private static final List<String> STEP_TOLD = List.of(TEXT_OF_STEP, Spending.TOLD);

    /** A story comes to each of its steps once. */
    private static final String STEPPED = AGAIN + " AND step = :step AND story_id = :storyId";

    private static final String NEXT_STEP = "UPDATE story SET state = 'accepted'" + STEP_ANSWERED
            + ", due_at = :now" + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String REVIEW = "UPDATE story SET state = 'review'" + STEP_ANSWERED
            + ", due_at = NULL, report_at = :now" + FREED + " WHERE state = 'submitting'" + OURS;

    /** The service failed at a step, and may have told what all of them have cost. */
    private static final String STEP_FAILED = "UPDATE story SET state = 'failed', used_credits = " + CREDITS + FINISHED
            + ERROR + FREED + " WHERE state = 'submitting'" + OURS;

    private final Sql sql;
    private final StoryMoves moves;
    private final DailyBudget budget;

    StepLedger(Sql sql, StoryMoves moves, DailyBudget budget) {
        this.sql = sql;
        this.moves = moves;
        this.budget = budget;
    }

    /** submitting to accepted: the step has its answer, the next one is due. On the disk when this returns. */
    public boolean nextStep(Story story, Step next, String storyId, ObjectNode service, BigDecimal credits) {
        MapSqlParameterSource parameters = answered(story, next, storyId, service, credits);
        return moves.durablyFreed(story, WorkKind.SUBMIT,
                () -> moves.dueOf(Kind.STEP, NEXT_STEP, STEP_TOLD, parameters), STEPPED, parameters);
    }

    /**
     * submitting to review: the step has its answer, and a person is to look at it; {@code next} comes after. On the
     * disk when this returns.
     */
    public boolean review(Story story, Step next, String storyId, ObjectNode service, BigDecimal credits) {
        MapSqlParameterSource parameters = answered(story, next, storyId, service, credits);
        return moves.durablyFreed(story, null, () -> moves.dueOf(Kind.REVIEW, REVIEW, STEP_TOLD, parameters), STEPPED,
                parameters) && moves.reports();
    }

    /**
     * submitting to failed: the service has answered that it failed at the step.
     *
     * @param credits what all steps have cost, or null where it does not tell
     */
    public boolean stepFailed(Story story, BigDecimal credits, StoryError why) {
        return moves.outlives(moves.freed(story, null, Kind.FAILED, STEP_FAILED, List.of(Spending.SETTLED),
                Sql.withError(moves.ours(story).addValue("credits", credits), why))) && moves.reports()
                && budget.hasChanged();
    }

    private MapSqlParameterSource answered(Story story, Step next, String storyId, ObjectNode service,
            BigDecimal credits) {
        return moves.ours(story).addValue("step", next.wireName()).addValue("long", next.isLong())
                .addValue("storyId", storyId)
                .addValue("service", sql.text(service)).addValue("credits", credits)
                .addValue("scenesArrived", story.stepProgress().step() == Step.VIDEOS);
    }
}
