package io.storyreel.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.batch.Batches;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * Manual retry of a story that has ended without a video. It goes on at the first step that has no answer: what
 * was answered is not paid for again, unless the service itself failed at it.
 */
@ApplicationScoped
public class Retries {

    private static final String ANEW = ", attempts = 0, not_found = 0, due_at = :now, finished_at = NULL,"
            + " report_at = NULL, error_code = NULL, error_message = NULL, error_stage = NULL, error_http_status ="
            + " NULL, lease_owner = NULL, lease_until = NULL";

    private static final String PAY_UNCERTAIN = "UPDATE story SET state = 'accepted',"
            + " check_first = (step IS NOT NULL AND story_id IS NOT NULL), callback_batch_id = NULL" + ANEW
            + " WHERE state = 'uncertain' AND request_id = :id";

    /** A deadline is set when the service has taken the story: then it is only waited for and fetched again. */
    private static final String WAIT_AGAIN = "UPDATE story SET state = 'generating', deadline_at = :deadline,"
            + " compose_at = NULL, composed_at = NULL" + ANEW + " WHERE state = 'failed' AND request_id = :id"
            + " AND deadline_at IS NOT NULL AND video_url IS NULL AND error_code <> 'GENERATION_FAILED'";

    private static final String DELIVER_AGAIN = "UPDATE story SET state = 'delivering', deadline_at = :deadline" + ANEW
            + " WHERE state = 'failed' AND request_id = :id AND deadline_at IS NOT NULL AND video_url IS NOT NULL"
            + " AND error_code <> 'GENERATION_FAILED'";

    /** Of one that has failed: the service has not taken it, or could not make it. */
    private static final String IS_PAID_AGAIN = "(deadline_at IS NULL OR error_code = 'GENERATION_FAILED')";

    private static final String PAYS = "SELECT COUNT(*) FROM story WHERE request_id = :id"
            + " AND (state = 'uncertain' OR state = 'failed' AND " + IS_PAID_AGAIN + ")";

    /** The service could not make it: made anew, in the advanced mode from the step that failed. */
    private static final String PAY_AGAIN = "UPDATE story SET state = 'accepted', deadline_at = NULL,"
            + " compose_at = NULL, composed_at = NULL, video_url = NULL, progress = NULL, callback_batch_id = NULL,"
            // What failed is there to be seen, and would be taken for done.
            + " check_first = (check_first AND error_code <> 'GENERATION_FAILED'),"
            + " story_id = CASE WHEN step IS NULL THEN NULL ELSE story_id END" + ANEW
            + " WHERE state = 'failed' AND request_id = :id AND " + IS_PAID_AGAIN;

    /** Adoptions are made one at a time: each looks whether another request holds the story. */
    static final String ADOPTION = "adoption";

    private static final String NOT_HELD = " AND request_id = :id AND NOT EXISTS"
            + " (SELECT 1 FROM story other WHERE other.story_id = :storyId AND other.request_id <> :id)";

    private static final String ADOPT = "UPDATE story SET state = 'generating', story_id = :storyId,"
            + " submitted_at = COALESCE(submitted_at, :now), deadline_at = :deadline,"
            + " video_url = NULL, compose_at = NULL, composed_at = NULL" + ANEW
            + " WHERE state IN ('failed', 'uncertain') AND (step IS NULL OR step = 'videos')" + NOT_HELD;

    /**
     * In the middle of the sequence the story is known now; whether the step was done is looked up before it is paid.
     */
    private static final String ADOPT_STEP = "UPDATE story SET state = 'accepted', story_id = :storyId,"
            + " check_first = TRUE" + ANEW + " WHERE state IN ('failed', 'uncertain')"
            + " AND step IN ('storyboard', 'elements', 'scenes')" + NOT_HELD;

    private static final String TEXT = "UPDATE story_text SET service = :service WHERE id = :id";

    private final Sql sql;
    private final Transactions transactions;
    private final StoryEvents events;
    private final DueTimes dueTimes;
    private final Clock clock;
    private final StoryreelSettings.Track settings;

    Retries(Sql sql, Transactions transactions, StoryEvents events, DueTimes dueTimes, Clock clock,
            StoryreelSettings settings) {
        this.sql = sql;
        this.transactions = transactions;
        this.events = events;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.settings = settings.track();
    }

    /** Goes on; false where the story is in a state that is not to be retried. */
    public boolean retry(String requestId) {
        return transactions.durably(() -> List.of(PAY_UNCERTAIN, WAIT_AGAIN, DELIVER_AGAIN, PAY_AGAIN).stream()
                .anyMatch(update -> sql.changed(update, of(requestId))) && goesOnAgain(requestId)) && goesOn();
    }

    /** Whether a retry now would pay, or pay again; false too for a story that is not to be retried. */
    public boolean pays(String requestId) {
        return sql.values(PAYS, Sql.with("id", requestId), Integer.class).get(0) > 0;
    }

    /** Goes on with a story of the service's; false where it is in another state or another request holds that one. */
    public boolean adopt(String requestId, String storyId, ObjectNode service) {
        MapSqlParameterSource adoption = of(requestId).addValue("storyId", storyId)
                .addValue("service", sql.text(service));
        return transactions.durably(() -> transactions.oneAtATime(ADOPTION, () -> (sql.changed(ADOPT, adoption)
                && sql.changed(TEXT, adoption) || sql.changed(ADOPT_STEP, adoption)) && goesOnAgain(requestId)))
                && goesOn();
    }

    /** In the same transaction: the results of the files it stands in are not its last. */
    private boolean goesOnAgain(String requestId) {
        sql.count(Batches.REOPEN, Sql.with("id", requestId));
        events.note(StoryEvent.Kind.RETRIED, requestId);
        return true;
    }

    /** A person was told so: looked at now. */
    private boolean goesOn() {
        for (WorkKind work : List.of(WorkKind.SUBMIT, WorkKind.OBSERVE, WorkKind.DELIVER)) {
            dueTimes.at(work, clock.instant());
        }
        return true;
    }

    private MapSqlParameterSource of(String requestId) {
        Instant now = clock.instant();
        return Sql.with("id", requestId).addValue("now", Sql.utc(now))
                .addValue("deadline", Sql.utc(now.plus(settings.deadline())));
    }
}
