package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.OURS;

import java.time.Instant;

import io.storyreel.ledger.event.StoryCounts;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** What has become of the report of an outcome; the story's state stays. */
@ApplicationScoped
public class ReportLedger {

    private static final String REPORTED = "UPDATE story SET reported_at = :now, report_at = NULL,"
            + " report_error = NULL" + FREED
            // A later outcome may have come while this one was written: then that one is still to be reported.
            + " WHERE state = :from AND report_at = :reportAt" + OURS;

    private static final String REPORT_AGAIN = "UPDATE story SET report_at = :next,"
            + " report_error = COALESCE(:why, report_error)" + FREED
            + " WHERE state = :from AND report_at = :reportAt" + OURS;

    private final StoryMoves moves;
    private final StoryCounts counts;

    ReportLedger(StoryMoves moves, StoryCounts counts) {
        this.moves = moves;
        this.counts = counts;
    }

    /** The outcome has been handed out; its state stays. */
    public boolean reported(Story story) {
        boolean isDone = moves.moved(null, REPORTED, reporting(story));
        if (isDone) {
            counts.reported(story);
        }
        return isDone && moves.let(story, null, null);
    }

    /**
     * The outcome could not be handed out and is due again at {@code next}.
     *
     * @param why in one line, or null where what was said before still holds
     */
    public boolean reportAgain(Story story, String why, Instant next) {
        return moves.moved(null, REPORT_AGAIN, reporting(story).addValue("why", why).addValue("next", Sql.utc(next)))
                && moves.let(story, WorkKind.REPORT, next);
    }

    private MapSqlParameterSource reporting(Story story) {
        return moves.ours(story).addValue("from", story.state().wireName())
                .addValue("reportAt", Sql.utc(story.reportAt()));
    }
}
