package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.AGAIN;
import static io.storyreel.ledger.MoveSql.CREDITS;
import static io.storyreel.ledger.MoveSql.ERROR;
import static io.storyreel.ledger.MoveSql.FINISHED;
import static io.storyreel.ledger.MoveSql.FREED;
import static io.storyreel.ledger.MoveSql.KEPT;
import static io.storyreel.ledger.MoveSql.NO_ERROR;
import static io.storyreel.ledger.MoveSql.OURS;
import static io.storyreel.ledger.MoveSql.TEXT;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.budget.Spending;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * The moves of stories that the service is making: what a GET has shown of them, /concat, and where they go when
 * their join is whole.
 */
@ApplicationScoped
public class TrackingLedger {

    /** That /concat was refused stays the last cause while there is no video; an answered GET clears the others. */
    private static final String ONLY_CONCAT_ERROR =
            ", error_code = CASE WHEN error_stage = 'concat' THEN error_code END,"
            + " error_message = CASE WHEN error_stage = 'concat' THEN error_message END,"
            + " error_http_status = CASE WHEN error_stage = 'concat' THEN error_http_status END,"
            + " error_stage = CASE WHEN error_stage = 'concat' THEN error_stage END";

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

    private static final String COMPOSING = AGAIN + " AND lease_owner = :owner"
            + " AND composed_at = CAST(:now AS TIMESTAMP(6) WITH TIME ZONE)";

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

    private final Sql sql;
    private final StoryMoves moves;
    private final DueTimes dueTimes;
    private final Clock clock;

    TrackingLedger(Sql sql, StoryMoves moves, DueTimes dueTimes, Clock clock) {
        this.sql = sql;
        this.moves = moves;
        this.dueTimes = dueTimes;
        this.clock = clock;
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
        List<String> told = Stream.of(saysNew ? TEXT : null, costsMore ? Spending.TOLD : null)
                .filter(Objects::nonNull).toList();
        Kind shown = StoryEvents.look(story.progress(), progress);
        return moves.freed(story, WorkKind.OBSERVE, shown, STILL_GENERATING, told, asked(story, askedAt, next)
                .addValue("service", sql.text(service)).addValue("progress", progress).addValue("credits", credits)
                .addValue("composeAt", Sql.utc(composeAt)));
    }

    /** generating stays: a GET failed. */
    public boolean askAgain(Story story, StoryError why, Instant askedAt, Instant next) {
        return moves.freed(story, WorkKind.OBSERVE, null, ASK_AGAIN, List.of(),
                Sql.withError(asked(story, askedAt, next), why));
    }

    /** generating stays: the service did not know the story this time. */
    public boolean notFoundAgain(Story story, StoryError why, Instant askedAt, Instant next) {
        return moves.freed(story, WorkKind.OBSERVE, null, NOT_FOUND_AGAIN, List.of(),
                Sql.withError(asked(story, askedAt, next), why));
    }

    /** generating to failed, where the {@code most} questions before this one have not found the story either. */
    public boolean notFoundAtLast(Story story, StoryError why, int most) {
        return moves.freed(story, null, Kind.FAILED, NOT_FOUND_AT_LAST, List.of(),
                Sql.withError(moves.ours(story).addValue("most", most), why))
                && moves.reports();
    }

    /** generating stays: what follows from a join that is whole broke, and is to come again from {@code next} on. */
    public boolean joinAgain(String requestId, String storyId, StoryError why, Instant next) {
        boolean again = moves.moved(null, JOIN_AGAIN, Sql.withError(Sql.with("id", requestId)
                .addValue("storyId", storyId).addValue("next", Sql.utc(next)), why));
        dueTimes.at(WorkKind.OBSERVE, again ? next : null);
        return again;
    }

    /** generating stays: /concat is about to be called, once for the story's life. On the disk when this returns. */
    public boolean startComposing(Story story) {
        MapSqlParameterSource parameters = moves.ours(story);
        return moves.durably(() -> sql.changed(START_COMPOSING, parameters) && moves.noted(Kind.COMPOSING, parameters),
                COMPOSING, parameters);
    }

    /** generating stays: /concat was certainly not carried out, and is due again at {@code next}. */
    public boolean composeLater(Story story, StoryError why, Instant next, Instant nextLook) {
        return moves.freed(story, WorkKind.OBSERVE, null, COMPOSE_LATER, List.of(), Sql.withError(moves.ours(story)
                .addValue("next", Sql.utc(next)).addValue("look", Sql.utc(nextLook)), why));
    }

    /** generating to delivering, free to be claimed. Needs no lease: a join completes wherever its last event came. */
    public boolean delivering(String requestId, String storyId, String videoUrl, ObjectNode service,
            BigDecimal credits) {
        return delivering(requestId, storyId, videoUrl, service, credits, null) && moves.due(WorkKind.DELIVER);
    }

    /**
     * The same where the caller goes on with it at once.
     *
     * @return the story under the claim of this process that it now has; empty where somebody else has moved it on
     */
    public Optional<Story> keptDelivering(Story story, String videoUrl, ObjectNode service, BigDecimal credits) {
        String kept = moves.newLease();
        return delivering(story.requestId(), story.storyId(), videoUrl, service, credits, kept)
                ? Optional.of(moves.held(story.delivering(kept, videoUrl, service, credits))) : Optional.empty();
    }

    private boolean delivering(String requestId, String storyId, String videoUrl, ObjectNode service,
            BigDecimal credits, String kept) {
        return moves.settled(Kind.DELIVERING, DELIVERING, moves.kept(Sql.with("id", requestId), kept)
                .addValue("storyId", storyId).addValue("videoUrl", videoUrl)
                .addValue("service", sql.text(service)).addValue("credits", credits)
                .addValue("now", Sql.utc(clock.instant())));
    }

    /** generating to failed: the service said so. Needs no lease, as {@link #delivering}. */
    public boolean generationFailed(String requestId, String storyId, ObjectNode service, BigDecimal credits,
            StoryError why) {
        return moves.settled(Kind.FAILED, GENERATION_FAILED, Sql.withError(Sql.with("id", requestId)
                .addValue("storyId", storyId).addValue("service", sql.text(service)).addValue("credits", credits)
                .addValue("now", Sql.utc(clock.instant())), why)) && moves.reports();
    }

    private MapSqlParameterSource asked(Story story, Instant askedAt, Instant next) {
        return moves.ours(story).addValue("askedAt", Sql.utc(askedAt)).addValue("next", Sql.utc(next));
    }
}
