package io.storyreel.ledger;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.batch.Batches;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryCounts;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Step;
import io.storyreel.story.StoredVideo;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * Every change of a story's state: one guarded UPDATE each, which names the state it leaves and the one it enters
 * and asks for this process's lease. Each returns whether it happened; {@code false} means that somebody else has
 * moved the story on, and the caller releases it.
 */
@ApplicationScoped
public class StoryLedger {

    /** What the service says of a story that it has just taken; where nothing is kept of its answers, it was this. */
    static final String IN_THE_MAKING = "processing";

    private static final String OURS = " AND request_id = :id AND lease_owner = :owner";

    private static final String FREED = ", lease_owner = NULL, lease_until = NULL";

    private static final String ERROR = ", error_code = :code, error_message = :message, error_stage = :stage,"
            + " error_http_status = :httpStatus";

    /** What a story has waited for is over. */
    static final String NO_ERROR = ", error_code = NULL, error_message = NULL, error_stage = NULL,"
            + " error_http_status = NULL";

    /** That /concat was refused stays the last cause while there is no video; an answered GET clears the others. */
    private static final String ONLY_CONCAT_ERROR =
            ", error_code = CASE WHEN error_stage = 'concat' THEN error_code END,"
            + " error_message = CASE WHEN error_stage = 'concat' THEN error_message END,"
            + " error_http_status = CASE WHEN error_stage = 'concat' THEN error_http_status END,"
            + " error_stage = CASE WHEN error_stage = 'concat' THEN error_stage END";

    /** An answer that does not tell what the story has cost takes nothing back of what was told before. */
    private static final String CREDITS = "COALESCE(CAST(:credits AS NUMERIC(18, 4)), used_credits)";

    /** What a step answered with; what was carried to it has arrived. */
    private static final String STEP_ANSWERED = ", step = :step, is_long = :long, story_id = :storyId,"
            + " used_credits = " + CREDITS + ", submitted_at = COALESCE(submitted_at, :now), attempts = 0,"
            + " not_found = 0, check_first = FALSE" + NO_ERROR;

    private static final String TEXT_OF_STEP = "UPDATE story_text SET service = :service, edited_storyboard = NULL,"
            + " edited_scenes = CASE WHEN :scenesArrived THEN NULL ELSE edited_scenes END WHERE id = :id";

    private static final List<String> STEP_TOLD = List.of(TEXT_OF_STEP, DailyBudget.TOLD);

    private static final String TEXT_OF_SUBMITTED = "UPDATE story_text SET service = :service,"
            + " edited_storyboard = NULL, edited_scenes = NULL WHERE id = :id";

    private static final String TEXT = "UPDATE story_text SET service = :service WHERE id = :id";

    private static final String KEPT = ", lease_owner = :kept, lease_until = :until";

    private static final String FINISHED = ", finished_at = :now, report_at = :now, due_at = NULL";

    /** Not while submissions are paused, or a queue of claimed stories would follow the first 402. */
    private static final String START_SUBMITTING = "UPDATE story SET state = 'submitting',"
            + " webhook_token_sha256 = :token" + NO_ERROR + " WHERE state = 'accepted'"
            + " AND NOT EXISTS (SELECT 1 FROM gate WHERE name = 'credit' AND closed = TRUE)"
            + OURS;

    private static final String START_PROBE = "UPDATE story SET state = 'submitting', webhook_token_sha256 = :token"
            + NO_ERROR + " WHERE state IN ('accepted', 'waiting_credit')" + OURS;

    /** Changes nothing, but its commit comes after the one that did. */
    private static final String AGAIN = "UPDATE story SET attempts = attempts WHERE request_id = :id";

    private static final String BEGUN = AGAIN + " AND state = 'submitting' AND lease_owner = :owner";

    /** Whatever has become of it since: its deadline was set by this very answer. */
    private static final String TAKEN = AGAIN + " AND state NOT IN ('accepted', 'submitting')"
            + " AND story_id = :storyId AND deadline_at = CAST(:deadline AS TIMESTAMP(6) WITH TIME ZONE)";

    /** A story comes to each of its steps once. */
    private static final String STEPPED = AGAIN + " AND step = :step AND story_id = :storyId";

    private static final String COMPOSING = AGAIN + " AND lease_owner = :owner"
            + " AND composed_at = CAST(:now AS TIMESTAMP(6) WITH TIME ZONE)";

    private static final String SUBMITTED = " SET state = 'generating', story_id = :storyId,"
            + " submitted_at = COALESCE(submitted_at, :now), deadline_at = :deadline, attempts = 0,"
            + " check_first = FALSE, not_found = 0,"
            // Of the automatic mode this is a story of the service's own: what one before it has used is not its.
            + " used_credits = CASE WHEN step IS NULL THEN NULL ELSE used_credits END,"
            // A callback may have come before the answer that tells the story's id: then there is something to see.
            + " due_at = CASE WHEN callback_batch_id = :storyId THEN :now ELSE :next END,"
            + " finished_at = NULL, report_at = NULL" + NO_ERROR + FREED;

    private static final String GENERATING_FROM_SUBMITTING = "UPDATE story" + SUBMITTED
            + " WHERE state = 'submitting'" + OURS;

    /** Our lease ran out while the service took its time; nobody else has its answer. */
    private static final String GENERATING_FROM_UNCERTAIN = "UPDATE story" + SUBMITTED
            + " WHERE state = 'uncertain' AND story_id IS NULL AND request_id = :id";

    private static final String ADOPTED = "UPDATE story" + SUBMITTED + " WHERE state = 'uncertain'"
            + " AND NOT EXISTS (SELECT 1 FROM story other WHERE other.story_id = :storyId AND other.request_id <> :id)"
            + OURS;

    private static final String NEXT_STEP = "UPDATE story SET state = 'accepted'" + STEP_ANSWERED
            + ", due_at = :now" + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String REVIEW = "UPDATE story SET state = 'review'" + STEP_ANSWERED
            + ", due_at = NULL, report_at = :now" + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String LOOKED_AFTER = ", attempts = attempts + 1,"
            + " error_message = COALESCE(:message, error_message),"
            // Its webhook may have told of another batch while this one was asked after.
            + " due_at = CASE WHEN callback_batch_id = :seen THEN CAST(:next AS TIMESTAMP(6) WITH TIME ZONE)"
            + " ELSE callback_at END" + FREED + " WHERE state = 'uncertain'" + OURS;

    private static final String STILL_UNCERTAIN = "UPDATE story SET not_found = 0" + LOOKED_AFTER;

    private static final String NOT_SHOWN = "UPDATE story SET not_found = not_found + 1" + LOOKED_AFTER;

    private static final String ACCEPTED_AGAIN = "UPDATE story SET state = 'accepted', attempts = attempts + 1,"
            + " due_at = :next" + ERROR + FREED + " WHERE state = 'submitting'" + OURS;

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

    private static final String ACCEPTED_UNCERTAIN = "UPDATE story SET state = 'accepted', attempts = attempts + 1,"
            + " not_found = 0, check_first = (story_id IS NOT NULL), due_at = :next" + ERROR + FREED
            + " WHERE state = 'submitting'" + OURS;

    private static final String AWAITS_CREDIT = "UPDATE story SET state = 'waiting_credit', due_at = :now" + ERROR
            + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String UNCERTAIN = "UPDATE story SET state = 'uncertain', not_found = 0, finished_at = :now,"
            + " report_at = :now, due_at = CASE WHEN callback_batch_id IS NULL THEN NULL ELSE :now END" + ERROR + FREED
            + " WHERE state = 'submitting'" + OURS;

    private static final String STILL_GENERATING = "UPDATE story SET progress = :progress,"
            + " used_credits = " + CREDITS + ", compose_at = :composeAt, attempts = 0, not_found = 0,"
            // A callback that came while we were asking wants a look at what it announced.
            + " due_at = CASE WHEN callback_at > :askedAt THEN callback_at ELSE :next END" + ONLY_CONCAT_ERROR + FREED
            + " WHERE state = 'generating'" + OURS;

    private static final String LOOK_AGAIN = ", attempts = attempts + 1,"
            + " due_at = CASE WHEN callback_at > :askedAt THEN callback_at ELSE :next END" + ERROR + FREED
            + " WHERE state = 'generating'" + OURS;

    private static final String ASK_AGAIN = "UPDATE story SET not_found = 0" + LOOK_AGAIN;

    private static final String NOT_FOUND_AGAIN = "UPDATE story SET not_found = not_found + 1" + LOOK_AGAIN;

    private static final String NOT_FOUND_AT_LAST = "UPDATE story SET state = 'failed'" + FINISHED + ERROR + FREED
            + " WHERE state = 'generating' AND not_found >= :most" + OURS;

    /** Needs no lease, as the join's other moves. */
    private static final String JOIN_AGAIN = "UPDATE story SET attempts = attempts + 1, due_at = :next" + ERROR
            + FREED + " WHERE state = 'generating' AND request_id = :id AND story_id = :storyId";

    private static final String START_COMPOSING = "UPDATE story SET composed_at = :now"
            + " WHERE state = 'generating' AND composed_at IS NULL" + OURS;

    private static final String COMPOSE_LATER = "UPDATE story SET composed_at = NULL, compose_at = :next,"
            + " due_at = :look" + ERROR + FREED + " WHERE state = 'generating'" + OURS;

    private static final String DELIVERING = "UPDATE story SET state = 'delivering', video_url = :videoUrl,"
            + " progress = 100, used_credits = " + CREDITS + ", attempts = 0, due_at = :now,"
            // Handed over it is on its way: as when a sweep claims it for that.
            + " deliveries = CASE WHEN CAST(:kept AS VARCHAR(64)) IS NULL THEN 0 ELSE 1 END" + NO_ERROR + KEPT
            + " WHERE state = 'generating' AND request_id = :id AND story_id = :storyId";

    private static final String GENERATION_FAILED = "UPDATE story SET state = 'failed',"
            + " used_credits = " + CREDITS + FINISHED + ", error_code = :code, error_message = :message,"
            + " error_stage = COALESCE(step, :stage), error_http_status = :httpStatus" + FREED
            + " WHERE state = 'generating' AND request_id = :id AND story_id = :storyId";

    private static final String DELIVER_AGAIN = "UPDATE story SET attempts = attempts + 1, due_at = :next" + ERROR
            + FREED + " WHERE state = 'delivering'" + OURS;

    private static final String FRESH_ADDRESS = "UPDATE story SET video_url = :videoUrl WHERE state = 'delivering'"
            + OURS;

    private static final String DELIVERED = "UPDATE story SET state = 'delivered', bucket = :bucket,"
            + " object_key = :key, video_size = :size, video_sha256 = :sha256, video_etag = :etag"
            + FINISHED + NO_ERROR + KEPT + " WHERE state = 'delivering'" + OURS;

    /** The service failed at a step, and may have told what all of them have cost. */
    private static final String STEP_FAILED = "UPDATE story SET state = 'failed', used_credits = " + CREDITS + FINISHED
            + ERROR + FREED + " WHERE state = 'submitting'" + OURS;

    private static final String FAILED = "UPDATE story SET state = 'failed'" + FINISHED + ERROR + FREED
            + " WHERE state = :from AND request_id = :id AND (lease_owner = :owner OR lease_owner IS NULL)";

    private static final String REPORTED = "UPDATE story SET reported_at = :now, report_at = NULL,"
            + " report_error = NULL" + FREED
            // A later outcome may have come while this one was written: then that one is still to be reported.
            + " WHERE state = :from AND report_at = :reportAt" + OURS;

    private static final String REPORT_AGAIN = "UPDATE story SET report_at = :next,"
            + " report_error = COALESCE(:why, report_error)" + FREED
            + " WHERE state = :from AND report_at = :reportAt" + OURS;

    private static final RowMapper<Optional<Instant>> DUE_AT = (row, number) -> Optional
            .ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);

    private static final RowMapper<Optional<String>> BATCH_ID = (row, number) -> Optional.ofNullable(row.getString(1));

    private final Sql sql;
    private final Claims claims;
    private final DueTimes dueTimes;
    private final DailyBudget budget;
    private final StoryEvents events;
    private final StoryCounts counts;
    private final Clock clock;

    StoryLedger(Sql sql, Claims claims, DueTimes dueTimes, DailyBudget budget, StoryEvents events,
            StoryCounts counts, Clock clock) {
        this.sql = sql;
        this.claims = claims;
        this.dueTimes = dueTimes;
        this.budget = budget;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
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
        MapSqlParameterSource parameters = ours(story)
                .addValue("token", webhookToken == null ? null : Sha256.of(webhookToken));
        // Where the first try's answer was lost, it may be done: under our lease nobody else can have begun.
        return durably(reserving.apply(() -> sql.changed(update, parameters) && noted(Kind.SUBMITTING, parameters)),
                BEGUN, parameters);
    }

    /** submitting to generating: the service has taken it under {@code storyId}. On the disk when this returns. */
    public boolean submitted(Story story, String storyId, ObjectNode service, Instant deadline, Instant nextLook) {
        MapSqlParameterSource parameters = generating(story, storyId, service, deadline, nextLook);
        // What an automatic call is answered with says no more than that it was taken.
        List<String> text = story.stepProgress() == null
                && service.path("status").asText(IN_THE_MAKING).equals(IN_THE_MAKING) ? List.of()
                : List.of(TEXT_OF_SUBMITTED);
        return durablyFreed(story, WorkKind.OBSERVE, () -> {
            List<Optional<Instant>> taken = dueOf(Kind.GENERATING, GENERATING_FROM_SUBMITTING, text, parameters);
            return taken.isEmpty() ? reopened(dueOf(Kind.GENERATING, GENERATING_FROM_UNCERTAIN, text,
                    parameters), parameters) : taken;
        }, TAKEN, parameters);
    }

    /** uncertain to generating: its own webhook told the batch id, and a GET confirmed it. */
    public boolean adopted(Story story, String storyId, ObjectNode service, Instant deadline) {
        MapSqlParameterSource parameters = generating(story, storyId, service, deadline, clock.instant());
        return durablyFreed(story, WorkKind.OBSERVE, () -> sql.oneAtATime(Retries.ADOPTION,
                () -> reopened(dueOf(Kind.GENERATING, ADOPTED, List.of(TEXT_OF_SUBMITTED), parameters), parameters)),
                TAKEN, parameters);
    }

    /** submitting to accepted: the step has its answer, the next one is due. On the disk when this returns. */
    public boolean nextStep(Story story, Step next, String storyId, ObjectNode service, BigDecimal credits) {
        MapSqlParameterSource parameters = answered(story, next, storyId, service, credits);
        return durablyFreed(story, WorkKind.SUBMIT, () -> dueOf(Kind.STEP, NEXT_STEP, STEP_TOLD, parameters), STEPPED,
                parameters);
    }

    /**
     * submitting to review: the step has its answer, and a person is to look at it; {@code next} comes after. On the
     * disk when this returns.
     */
    public boolean review(Story story, Step next, String storyId, ObjectNode service, BigDecimal credits) {
        MapSqlParameterSource parameters = answered(story, next, storyId, service, credits);
        return durablyFreed(story, null, () -> dueOf(Kind.REVIEW, REVIEW, STEP_TOLD, parameters), STEPPED, parameters)
                && reports();
    }

    /**
     * uncertain stays: looked at again at {@code next}, or with null never by itself.
     *
     * @param message what its error says from now on, or null where it stays as it is
     */
    public boolean stillUncertain(Story story, String message, Instant next) {
        return freed(story, WorkKind.ADOPT, null, STILL_UNCERTAIN, List.of(), ours(story).addValue("next",
                Sql.utc(next))
                .addValue("message", message)
                .addValue("seen", story.callbackBatchId()));
    }

    /**
     * uncertain stays: the service did not show the story of which its webhook told, and that is no outage. Looked at
     * again at {@code next}, or with null never by itself.
     */
    public boolean notShown(Story story, String message, Instant next) {
        return freed(story, WorkKind.ADOPT, null, NOT_SHOWN, List.of(), ours(story).addValue("next", Sql.utc(next))
                .addValue("message", message).addValue("seen", story.callbackBatchId()));
    }

    /** submitting to accepted: the service has certainly not taken it, so it is sent again at {@code next}. */
    public boolean acceptedAgain(Story story, StoryError why, Instant next) {
        return outlives(freed(story, WorkKind.SUBMIT, Kind.AGAIN, ACCEPTED_AGAIN, List.of(DailyBudget.NOT_PAID),
                DailyBudget.about(
                Sql.withError(ours(story).addValue("next", Sql.utc(next)), why), story))) && budget.hasChanged();
    }

    /** accepted, or a probe's waiting_credit, stays: tried in vain, nothing was sent; due again at {@code next}. */
    public boolean putOff(Story story, StoryError why, Instant next) {
        return freed(story, WorkKind.SUBMIT, null, PUT_OFF, List.of(), Sql.withError(ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(next)), why))
                && letsOthers(story);
    }

    /** accepted, or a probe's waiting_credit, stays: could not be sent yet. No try; due again at {@code next}. */
    public boolean notReady(Story story, StoryError why, Instant next) {
        return freed(story, WorkKind.SUBMIT, null, NOT_READY, List.of(), Sql.withError(ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(next)), why))
                && letsOthers(story);
    }

    /** accepted, or a probe's waiting_credit, to accepted: the day's budget has no room for it. No try. */
    public boolean held(Story story, DailyBudget.Refusal refusal) {
        return freed(story, WorkKind.SUBMIT, Kind.HELD, HELD, List.of(), Sql.withError(ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(refusal.until()))
                .addValue("day", refusal.day()).addValue("more", refusal.more()), refusal.why()));
    }

    /**
     * accepted, or a probe's waiting_credit, stays: the service did not know the story whose step's answer was lost.
     * No try; asked again at {@code next}.
     */
    public boolean notThereAgain(Story story, StoryError why, Instant next) {
        return freed(story, WorkKind.SUBMIT, null, NOT_THERE_AGAIN, List.of(), Sql.withError(ours(story)
                .addValue("from", story.state().wireName()).addValue("next", Sql.utc(next)), why))
                && letsOthers(story);
    }

    /** A story that the budget had held back waits for something else now: its share is for whoever is behind it. */
    private boolean letsOthers(Story story) {
        return story.error() == null || story.error().code() != ErrorCode.BUDGET_EXCEEDED || budget.hasChanged();
    }

    /** submitting to accepted though it may have been paid for: {@code on-uncertain-submit=retry} says so. */
    public boolean acceptedUncertain(Story story, StoryError why, Instant next) {
        return outlives(freed(story, WorkKind.SUBMIT, Kind.AGAIN, ACCEPTED_UNCERTAIN, List.of(),
                Sql.withError(ours(story).addValue("next", Sql.utc(next)), why)));
    }

    /** submitting to waiting_credit; a part of {@link CreditGate#close(Runnable)}, which brings it to the disk. */
    public boolean awaitsCredit(Story story, StoryError why) {
        return freed(story, null, Kind.WAITING_CREDIT, AWAITS_CREDIT, List.of(DailyBudget.NOT_PAID),
                DailyBudget.about(Sql.withError(ours(story), why), story)) && budget.hasChanged();
    }

    /** submitting to uncertain: it may have been paid for. */
    public boolean uncertain(Story story, StoryError why) {
        return freed(story, WorkKind.ADOPT, Kind.UNCERTAIN, UNCERTAIN, List.of(), Sql.withError(ours(story), why))
                && reports();
    }

    /**
     * generating stays: what a GET showed.
     *
     * @param composeAt when /concat is due, or null
     * @param askedAt when the GET was sent: a callback after it makes the story due at once
     */
    public boolean stillGenerating(Story story, ObjectNode service, Integer progress, BigDecimal credits,
            Instant composeAt, Instant askedAt, Instant next) {
        // The progress stands in the row; the whole object is written again where it has something else to say.
        boolean saysNew = story.service() == null || story.stepProgress() != null
                || !story.service().path("status").equals(service.path("status"));
        boolean costsMore = credits != null
                && (story.usedCredits() == null || credits.compareTo(story.usedCredits()) != 0);
        List<String> told = Stream.of(saysNew ? TEXT : null, costsMore ? DailyBudget.TOLD : null)
                .filter(Objects::nonNull).toList();
        Kind shown = StoryEvents.look(story.progress(), progress);
        return freed(story, WorkKind.OBSERVE, shown, STILL_GENERATING, told, asked(story, askedAt, next)
                .addValue("service", sql.text(service)).addValue("progress", progress).addValue("credits", credits)
                .addValue("composeAt", Sql.utc(composeAt)));
    }

    /** generating stays: a GET failed. */
    public boolean askAgain(Story story, StoryError why, Instant askedAt, Instant next) {
        return freed(story, WorkKind.OBSERVE, null, ASK_AGAIN, List.of(), Sql.withError(asked(story, askedAt, next),
                why));
    }

    /** generating stays: the service did not know the story this time. */
    public boolean notFoundAgain(Story story, StoryError why, Instant askedAt, Instant next) {
        return freed(story, WorkKind.OBSERVE, null, NOT_FOUND_AGAIN, List.of(),
                Sql.withError(asked(story, askedAt, next), why));
    }

    /** generating to failed, where the {@code most} questions before this one have not found the story either. */
    public boolean notFoundAtLast(Story story, StoryError why, int most) {
        return freed(story, null, Kind.FAILED, NOT_FOUND_AT_LAST, List.of(),
                Sql.withError(ours(story).addValue("most", most), why))
                && reports();
    }

    /** generating stays: what follows from a join that is whole broke, and is to come again from {@code next} on. */
    public boolean joinAgain(String requestId, String storyId, StoryError why, Instant next) {
        boolean again = moved(null, JOIN_AGAIN, Sql.withError(Sql.with("id", requestId).addValue("storyId", storyId)
                .addValue("next", Sql.utc(next)), why));
        dueTimes.at(WorkKind.OBSERVE, again ? next : null);
        return again;
    }

    /** generating stays: /concat is about to be called, once for the story's life. On the disk when this returns. */
    public boolean startComposing(Story story) {
        MapSqlParameterSource parameters = ours(story);
        return durably(() -> sql.changed(START_COMPOSING, parameters) && noted(Kind.COMPOSING, parameters), COMPOSING,
                parameters);
    }

    /** generating stays: /concat was certainly not carried out, and is due again at {@code next}. */
    public boolean composeLater(Story story, StoryError why, Instant next, Instant nextLook) {
        return freed(story, WorkKind.OBSERVE, null, COMPOSE_LATER, List.of(), Sql.withError(ours(story)
                .addValue("next", Sql.utc(next)).addValue("look", Sql.utc(nextLook)), why));
    }

    /** generating to delivering, free to be claimed. Needs no lease: a join completes wherever its last event came. */
    public boolean delivering(String requestId, String storyId, String videoUrl, ObjectNode service,
            BigDecimal credits) {
        return delivering(requestId, storyId, videoUrl, service, credits, null) && due(WorkKind.DELIVER);
    }

    /**
     * The same where the caller goes on with it at once.
     *
     * @return the story under the claim of this process that it now has; empty where somebody else has moved it on
     */
    public Optional<Story> keptDelivering(Story story, String videoUrl, ObjectNode service, BigDecimal credits) {
        String kept = claims.newLease();
        return delivering(story.requestId(), story.storyId(), videoUrl, service, credits, kept)
                ? Optional.of(held(story.delivering(kept, videoUrl, service, credits))) : Optional.empty();
    }

    private boolean delivering(String requestId, String storyId, String videoUrl, ObjectNode service,
            BigDecimal credits, String kept) {
        return settled(Kind.DELIVERING, DELIVERING, kept(Sql.with("id", requestId), kept).addValue("storyId", storyId)
                .addValue("videoUrl", videoUrl).addValue("service", sql.text(service)).addValue("credits", credits)
                .addValue("now", Sql.utc(clock.instant())));
    }

    /** generating to failed: the service said so. Needs no lease, as {@link #delivering}. */
    public boolean generationFailed(String requestId, String storyId, ObjectNode service, BigDecimal credits,
            StoryError why) {
        return settled(Kind.FAILED, GENERATION_FAILED, Sql.withError(Sql.with("id", requestId)
                .addValue("storyId", storyId).addValue("service", sql.text(service)).addValue("credits", credits)
                .addValue("now", Sql.utc(clock.instant())), why)) && reports();
    }

    /** delivering stays: tried again at {@code next}. */
    public boolean deliverAgain(Story story, StoryError why, Instant next) {
        return freed(story, WorkKind.DELIVER, null, DELIVER_AGAIN, List.of(),
                Sql.withError(ours(story).addValue("next", Sql.utc(next)), why));
    }

    /** delivering stays: the service now names another address for the video. */
    public boolean freshAddress(Story story, String videoUrl, ObjectNode service) {
        return bothMoved(FRESH_ADDRESS, TEXT, ours(story).addValue("videoUrl", videoUrl)
                .addValue("service", sql.text(service)));
    }

    /** delivering to delivered: whole and verified in the bucket. Free to be claimed for its report. */
    public boolean delivered(Story story, StoredVideo video) {
        return moved(Kind.DELIVERED, DELIVERED, delivered(story, video, null, clock.instant()))
                && let(story, null, null) && reports();
    }

    /**
     * The same where the caller reports it at once.
     *
     * @return the story under the claim of this process that it now has; empty where somebody else has moved it on
     */
    public Optional<Story> keptDelivered(Story story, StoredVideo video) {
        String kept = claims.newLease();
        // The database keeps microseconds; a report is done only where this time is still the same.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return moved(Kind.DELIVERED, DELIVERED, delivered(story, video, kept, now))
                ? Optional.of(held(story.delivered(kept, video, now))) : Optional.empty();
    }

    private MapSqlParameterSource delivered(Story story, StoredVideo video, String kept, Instant now) {
        return kept(ours(story), kept).addValue("bucket", video.bucket()).addValue("key", video.key())
                .addValue("size", video.size()).addValue("sha256", video.sha256()).addValue("etag", video.etag())
                .addValue("now", Sql.utc(now));
    }

    /** The given state to failed. What it was refused for has not been paid; what the service failed at has. */
    public boolean failed(Story story, StoryState from, StoryError why) {
        boolean isUnpaid = from == StoryState.SUBMITTING && why.code() != ErrorCode.GENERATION_FAILED;
        List<String> more = isUnpaid ? List.of(DailyBudget.ENDED_UNPAID) : List.of();
        MapSqlParameterSource parameters = Sql.withError(ours(story).addValue("from", from.wireName()), why);
        return outlives(freed(story, null, Kind.FAILED, FAILED, more, DailyBudget.about(parameters, story)))
                && reports()
                && budget.hasChanged();
    }

    /**
     * submitting to failed: the service has answered that it failed at the step.
     *
     * @param credits what all steps have cost, or null where it does not tell
     */
    public boolean stepFailed(Story story, BigDecimal credits, StoryError why) {
        return outlives(freed(story, null, Kind.FAILED, STEP_FAILED, List.of(DailyBudget.SETTLED),
                Sql.withError(ours(story).addValue("credits", credits), why))) && reports() && budget.hasChanged();
    }

    /** The outcome has been handed out; its state stays. */
    public boolean reported(Story story) {
        boolean isDone = moved(null, REPORTED, reporting(story));
        if (isDone) {
            counts.reported(story);
        }
        return isDone && let(story, null, null);
    }

    /**
     * The outcome could not be handed out and is due again at {@code next}.
     *
     * @param why in one line, or null where what was said before still holds
     */
    public boolean reportAgain(Story story, String why, Instant next) {
        return moved(null, REPORT_AGAIN, reporting(story).addValue("why", why).addValue("next", Sql.utc(next)))
                && let(story, WorkKind.REPORT, next);
    }

    /** What the service has answered is not asked twice: a kill that took it would leave the story uncertain. */
    private boolean outlives(boolean moved) {
        if (moved) {
            sql.retryUntilAvailable(() -> {
                sql.outlive();
                return null;
            });
        }
        return moved;
    }

    /** Waits for a ledger that is away: what a worker has found out must not be lost. */
    private boolean moved(Kind kind, String update, MapSqlParameterSource parameters) {
        Supplier<Boolean> move = () -> sql.changed(update, parameters) && noted(kind, parameters);
        return sql.retryUntilAvailable(kind == null ? move : () -> sql.inTransaction(move));
    }

    /** What the transaction under way has made of the story; null is only told to who watches. */
    private boolean noted(Kind kind, MapSqlParameterSource parameters) {
        counts.of(kind, parameters);
        events.note(kind, (String) parameters.getValue("id"));
        return true;
    }

    private boolean bothMoved(String update, String text, MapSqlParameterSource parameters) {
        return sql.retryUntilAvailable(() -> sql.inTransaction(() -> sql.changed(update, parameters)
                && sql.changed(text, parameters)));
    }

    /** The same where the service has told what the story has cost: that takes the place of its estimate. */
    private boolean settled(Kind kind, String update, MapSqlParameterSource parameters) {
        boolean moved = sql.retryUntilAvailable(() -> sql.inTransaction(() -> ended(update, parameters)
                && sql.changed(TEXT, parameters) && budget.told(List.of(DailyBudget.SETTLED), parameters)
                && noted(kind, parameters)));
        return moved && budget.hasChanged();
    }

    /** The service has come to an end with the story, be it with a video or without. */
    private boolean ended(String update, MapSqlParameterSource parameters) {
        List<Optional<String>> calledWith = sql.changedValues(update, "callback_batch_id", parameters, BATCH_ID);
        calledWith.forEach(batchId -> counts.completed(batchId.filter(parameters.getValue("storyId")::equals)
                .isPresent()));
        return !calledWith.isEmpty();
    }

    /**
     * A move that is on the disk when this returns.
     *
     * @param done finds the row where a try before has changed it, and its answer was lost
     */
    private boolean durably(Supplier<Boolean> move, String done, MapSqlParameterSource parameters) {
        return sql.retryUntilAvailable(() -> sql.durably(move),
                () -> sql.durably(() -> move.get() || sql.changed(done, parameters)));
    }

    /**
     * A move that ends the claim. When the row is due then, which a callback may have said meanwhile, wakes the stage.
     */
    private boolean freed(Story story, WorkKind work, Kind kind, String update, List<String> more,
            MapSqlParameterSource parameters) {
        Supplier<List<Optional<Instant>>> move = () -> dueOf(kind, update, more, parameters);
        return letWhere(sql.retryUntilAvailable(more.isEmpty() && kind == null ? move : () -> sql.inTransaction(move)),
                story, work);
    }

    /** The same on the disk when this returns; {@code done} as for {@link #durably}. */
    private boolean durablyFreed(Story story, WorkKind work, Supplier<List<Optional<Instant>>> move, String done,
            MapSqlParameterSource parameters) {
        return letWhere(sql.retryUntilAvailable(() -> sql.durably(move), () -> sql.durably(() -> {
            List<Optional<Instant>> moved = move.get();
            return moved.isEmpty() ? dueOf(null, done, List.of(), parameters) : moved;
        })), story, work);
    }

    /** When the row is due that the update has found. What else is to change changes with it, in one transaction. */
    private List<Optional<Instant>> dueOf(Kind kind, String update, List<String> more,
            MapSqlParameterSource parameters) {
        List<Optional<Instant>> changed = sql.changedValues(update, "due_at", parameters, DUE_AT);
        if (!changed.isEmpty()) {
            budget.told(more, parameters);
            noted(kind, parameters);
        }
        return changed;
    }

    /** What had an outcome goes on: the results of the files it stands in are not its last. */
    private <T> List<T> reopened(List<T> moved, MapSqlParameterSource parameters) {
        if (!moved.isEmpty()) {
            sql.count(Batches.REOPEN, parameters);
        }
        return moved;
    }

    private boolean letWhere(List<Optional<Instant>> moved, Story story, WorkKind work) {
        return !moved.isEmpty() && let(story, work, moved.get(0).orElse(null));
    }

    private boolean let(Story story, WorkKind work, Instant due) {
        claims.ended(story);
        dueTimes.at(work, due);
        return true;
    }

    private Story held(Story story) {
        claims.holds(story);
        return story;
    }

    private boolean reports() {
        return due(WorkKind.REPORT);
    }

    private boolean due(WorkKind work) {
        dueTimes.at(work, clock.instant());
        return true;
    }

    private MapSqlParameterSource kept(MapSqlParameterSource parameters, String lease) {
        return parameters.addValue("kept", lease)
                .addValue("until", lease == null ? null : Sql.utc(clock.instant().plus(Claims.LEASE)));
    }

    private MapSqlParameterSource ours(Story story) {
        return Sql.with("id", story.requestId()).addValue("owner", story.lease())
                .addValue("now", Sql.utc(clock.instant()));
    }

    private MapSqlParameterSource answered(Story story, Step next, String storyId, ObjectNode service,
            BigDecimal credits) {
        return ours(story).addValue("step", next.wireName()).addValue("long", next.isLong())
                .addValue("storyId", storyId)
                .addValue("service", sql.text(service)).addValue("credits", credits)
                .addValue("scenesArrived", story.stepProgress().step() == Step.VIDEOS);
    }

    private MapSqlParameterSource asked(Story story, Instant askedAt, Instant next) {
        return ours(story).addValue("askedAt", Sql.utc(askedAt)).addValue("next", Sql.utc(next));
    }

    private MapSqlParameterSource reporting(Story story) {
        return ours(story).addValue("from", story.state().wireName())
                .addValue("reportAt", Sql.utc(story.reportAt()));
    }

    private MapSqlParameterSource generating(Story story, String storyId, ObjectNode service, Instant deadline,
            Instant nextLook) {
        return ours(story).addValue("storyId", storyId).addValue("service", sql.text(service))
                .addValue("deadline", Sql.utc(deadline)).addValue("next", Sql.utc(nextLook));
    }
}
