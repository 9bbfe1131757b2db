package io.storyreel.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.claim.Replica;
import io.storyreel.ledger.database.LedgerAvailability;
import io.storyreel.ledger.event.StoryCounts;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.OnUncertainSubmit;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Stories that time has moved on: a POST whose sender died, a deadline that passed. */
@ApplicationScoped
public class Overdue {

    /** Said of a POST whose process was killed while it was under way. */
    public static final StoryError SENDER_DIED = StoryError.of(ErrorCode.SUBMISSION_UNCERTAIN, Stage.SUBMIT,
            "Storyreel was stopped while it sent this request; the service may have taken it and been paid. It is not "
                    + "sent again by itself: it goes on when its webhook is called, or when you say retry.");

    private static final String LEASE_ENDED = " WHERE state = 'submitting'"
            + " AND (lease_until IS NULL OR lease_until < :leaseCutoff)";

    private static final String LOST = "SELECT request_id FROM story" + LEASE_ENDED;

    private static final String THIS_ONE = " AND request_id = :id";

    private static final String LOST_TO_UNCERTAIN = "UPDATE story SET state = 'uncertain', not_found = 0,"
            + " finished_at = :now,"
            + " report_at = :now, due_at = CASE WHEN callback_batch_id IS NULL THEN NULL ELSE :now END,"
            + " error_code = :code, error_message = :message, error_stage = COALESCE(step, :stage),"
            + " error_http_status = :httpStatus, lease_owner = NULL, lease_until = NULL" + LEASE_ENDED;

    private static final String LOST_TO_ACCEPTED = "UPDATE story SET state = 'accepted', due_at = :now,"
            + " attempts = attempts + 1, not_found = 0, check_first = (story_id IS NOT NULL), lease_owner = NULL,"
            + " lease_until = NULL" + MoveSql.NO_ERROR + LEASE_ENDED
            + " AND attempts < :most";

    private static final String OURS_TO_UNCERTAIN = "UPDATE story SET lease_until = NULL"
            + " WHERE state = 'submitting' AND lease_owner LIKE :ours";

    private static final String PAST_DEADLINE = Sql.STORIES + " WHERE state = :state AND deadline_at <= :now"
            + " AND (lease_until IS NULL OR lease_until < :leaseCutoff) ORDER BY deadline_at LIMIT 200";

    private static final String EXPIRE = "UPDATE story SET state = 'failed', finished_at = :now, report_at = :now,"
            + " due_at = NULL, error_code = :code, error_message = :message, error_stage = :stage,"
            + " error_http_status = :httpStatus, lease_owner = NULL, lease_until = NULL"
            + " WHERE state = :state AND request_id = :id AND deadline_at <= :now"
            + " AND (lease_until IS NULL OR lease_until < :leaseCutoff)";

    private final Sql sql;
    private final Transactions transactions;
    private final StoryEvents events;
    private final StoryCounts counts;
    private final DueTimes dueTimes;
    private final LedgerAvailability contact;
    private final Replica replica;
    private final Clock clock;
    private final StoryreelSettings settings;

    Overdue(Sql sql, Transactions transactions, StoryEvents events, StoryCounts counts, DueTimes dueTimes,
            LedgerAvailability contact, Replica replica, Clock clock, StoryreelSettings settings) {
        this.sql = sql;
        this.transactions = transactions;
        this.events = events;
        this.counts = counts;
        this.dueTimes = dueTimes;
        this.contact = contact;
        this.replica = replica;
        this.clock = clock;
        this.settings = settings;
    }

    /** submitting to uncertain for every POST whose sender's lease has ended; the number of them. */
    public int lostSubmissions() {
        MapSqlParameterSource parameters = Sql.withError(asOfNow(), SENDER_DIED);
        boolean repeats = settings.api().onUncertainSubmit() == OnUncertainSubmit.RETRY;
        int lost = 0;
        // Mostly there are none.
        for (String requestId : sql.values(LOST, parameters, String.class)) {
            parameters.addValue("id", requestId).addValue("most", settings.api().maxRetries());
            lost += repeats && noted(Kind.AGAIN, LOST_TO_ACCEPTED + THIS_ONE, parameters)
                    || noted(Kind.UNCERTAIN, LOST_TO_UNCERTAIN + THIS_ONE, parameters) ? 1 : 0;
        }
        if (lost > 0) {
            wake(WorkKind.SUBMIT, WorkKind.ADOPT, WorkKind.REPORT);
        }
        return lost;
    }

    private boolean noted(Kind kind, String update, MapSqlParameterSource parameters) {
        return transactions.inTransaction(() -> {
            boolean isMoved = sql.changed(update, parameters);
            if (isMoved) {
                counts.of(kind, parameters);
                events.note(kind, (String) parameters.getValue("id"));
            }
            return isMoved;
        });
    }

    private void wake(WorkKind... works) {
        for (WorkKind work : works) {
            dueTimes.at(work, clock.instant());
        }
    }

    /** At the end of a stop's grace: the POSTs still under way here are as lost as after a kill. */
    public int abandonOurSubmissions() {
        sql.count(OURS_TO_UNCERTAIN, Sql.with("ours", replica.everyLease()));
        return lostSubmissions();
    }

    /** generating or delivering to failed for every story whose deadline has passed; those stories. */
    public List<Story> pastDeadline() {
        List<Story> expired = new ArrayList<>();
        for (StoryState state : List.of(StoryState.GENERATING, StoryState.DELIVERING)) {
            MapSqlParameterSource due = asOfNow().addValue("state", state.wireName());
            for (Story story : sql.stories(PAST_DEADLINE, due)) {
                MapSqlParameterSource one = Sql.withError(due.addValue("id", story.requestId()), lastCause(story));
                if (noted(Kind.FAILED, EXPIRE, one)) {
                    expired.add(story);
                }
            }
        }
        if (!expired.isEmpty()) {
            wake(WorkKind.REPORT);
        }
        return expired;
    }

    private MapSqlParameterSource asOfNow() {
        return Sql.with("now", clock.instant()).addValue("leaseCutoff", Sql.utc(contact.leaseCutoff()));
    }

    /** The last thing that went wrong, or that it simply took too long. */
    private StoryError lastCause(Story story) {
        return story.error() != null ? story.error()
                : StoryError.of(ErrorCode.DEADLINE_EXCEEDED,
                        story.state() == StoryState.DELIVERING ? Stage.DELIVER : Stage.TRACK,
                        "no video after " + ReadableValues.of(settings.track().deadline())
                                + " (storyreel.track.deadline); the service's "
                                + "last word was '" + status(story) + "'");
    }

    private static String status(Story story) {
        return story.service() == null ? SubmissionLedger.IN_THE_MAKING
                : story.service().path("status").asText("nothing");
    }
}
