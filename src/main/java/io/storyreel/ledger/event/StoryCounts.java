package io.storyreel.ledger.event;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.metrics.OutcomeMetrics;
import io.storyreel.metrics.StoryMetrics;
import io.storyreel.metrics.StoryMetrics.TimedStage;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * Counts for monitoring what moves make of stories: where the guarded UPDATE has found its row, and once that is
 * committed. So all replicas together count each move once, and none that was rolled back. A commit whose answer was
 * lost is not counted.
 */
@ApplicationScoped
public class StoryCounts {

    /** When a stage began for a story is told by its events; the first one began when it could be sent. */
    private static final String SINCE = "SELECT (SELECT MAX(happened_at) FROM story_event"
            + " WHERE story_event.request_id = story.request_id AND event = ANY(:begin)),"
            + " CASE WHEN not_before > received_at THEN not_before ELSE received_at END"
            + " FROM story WHERE request_id = :id";

    private static final RowMapper<Instant> AS_INSTANT = (row, number) -> (row.getObject(1) == null
            ? row.getObject(2, OffsetDateTime.class) : row.getObject(1, OffsetDateTime.class)).toInstant();

    /** What begins a stage again: a person has said so. */
    private static final String RETRIED = Kind.RETRIED.wireName();

    private static final List<String> BEGIN_SUBMIT = List.of(Kind.STEP.wireName(), Kind.RESUMED.wireName(), RETRIED);

    private static final List<String> BEGIN_TRACK = List.of(Kind.GENERATING.wireName(), RETRIED);

    private static final List<String> BEGIN_DELIVER = List.of(Kind.DELIVERING.wireName(), RETRIED);

    private final Sql sql;
    private final StoryMetrics stories;
    private final OutcomeMetrics outcomes;
    private final Clock clock;

    StoryCounts(Sql sql, StoryMetrics stories, OutcomeMetrics outcomes, Clock clock) {
        this.sql = sql;
        this.stories = stories;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /**
     * A move of the transaction under way, before its event is noted.
     *
     * @param kind what it is noted as, or null where that is nothing to count
     * @param move its parameters: the story's id, and what is counted of it
     */
    public void of(Kind kind, MapSqlParameterSource move) {
        if (kind == null) {
            return;
        }
        String id = (String) move.getValue("id");
        switch (kind) {
            case GENERATING, STEP, REVIEW -> took(TimedStage.SUBMIT, since(id, BEGIN_SUBMIT));
            case DELIVERING -> took(TimedStage.TRACK, since(id, BEGIN_TRACK));
            case DELIVERED -> {
                took(TimedStage.DELIVER, since(id, BEGIN_DELIVER));
                long size = move.getValue("size") instanceof Number bytes ? bytes.longValue() : 0;
                Transactions.afterCommit(() -> {
                    stories.stored(size);
                    outcomes.delivered();
                });
            }
            case FAILED, UNCERTAIN -> {
                String code = (String) move.getValue("code");
                Transactions.afterCommit(() -> outcomes.failed(code));
            }
            default -> {
                // Neither a stage nor an outcome ends with it.
            }
        }
    }

    /**
     * The service has come to an end with a story, be it with a video or without.
     *
     * @param isCalledBack whether its webhook has told of this batch
     */
    public void completed(boolean isCalledBack) {
        Transactions.afterCommit(() -> stories.completed(isCalledBack));
    }

    /** What is to be told of this story has been handed out. Of a review that is no outcome. */
    public void reported(Story story) {
        if (story.finishedAt() != null) {
            took(TimedStage.REPORT, story.finishedAt());
        }
    }

    /** What the transaction under way has added to what all stories are known to have used. */
    public void used(BigDecimal more) {
        if (more.signum() > 0) {
            Transactions.afterCommit(() -> stories.used(more));
        }
    }

    private Instant since(String requestId, List<String> begin) {
        return sql.rows(SINCE, Sql.with("id", requestId).addValue("begin", Sql.array(begin)), AS_INSTANT).get(0);
    }

    private void took(TimedStage stage, Instant begun) {
        Duration time = Duration.between(begun, clock.instant());
        // Clocks of replicas differ.
        Transactions.afterCommit(() -> stories.took(stage, time.isNegative() ? Duration.ZERO : time));
    }
}
