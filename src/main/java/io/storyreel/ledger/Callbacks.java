package io.storyreel.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * What callbacks leave in the ledger: a hint to look, never a decision. The ledger knows a webhook's token by its
 * SHA-256 only: who reads the ledger cannot call.
 */
@ApplicationScoped
public class Callbacks {

    /** Two looks that callbacks ask for are so far apart: whoever has a token could else make us ask without end. */
    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private static final String BY_TOKEN = Sql.STORIES + " WHERE webhook_token_sha256 = :token";

    /** When the story is to be looked at; {@code callback_at} is when the last callback had it looked at. */
    private static final String LOOK = "CASE WHEN callback_at IS NULL OR callback_at <= :longAgo THEN :now"
            + " WHEN callback_at > :now THEN callback_at ELSE :soon END";

    /** Claimed at once where there is a permit for the look, and it is to be had now. */
    private static final String IS_TAKEN = "CAST(:kept AS VARCHAR(64)) IS NOT NULL AND state = 'generating'"
            + " AND (callback_at IS NULL OR callback_at <= :longAgo) AND (lease_until IS NULL OR lease_until < :now)";

    /**
     * One for all states: between two of them the story may move on. Before the answer to our POST, or instead of it,
     * the batch id is what makes an uncertain story findable; it is looked at when the answer is there, or lost.
     */
    private static final String HINT = "UPDATE story SET callback_batch_id = :batchId,"
            + " attempts = CASE WHEN state = 'uncertain' THEN 0 ELSE attempts END,"
            + " not_found = CASE WHEN state = 'uncertain' THEN 0 ELSE not_found END,"
            // What is due already must not be put off by whoever calls again and again.
            + " due_at = CASE WHEN state = 'submitting' OR due_at < " + LOOK + " THEN due_at ELSE " + LOOK + " END,"
            + " callback_at = " + LOOK + ","
            + " lease_owner = CASE WHEN " + IS_TAKEN + " THEN CAST(:kept AS VARCHAR(64)) ELSE lease_owner END,"
            + " lease_until = CASE WHEN " + IS_TAKEN + " THEN CAST(:until AS TIMESTAMP(6) WITH TIME ZONE)"
            + " ELSE lease_until END"
            + " WHERE webhook_token_sha256 = :token AND (state IN ('submitting', 'uncertain')"
            + " OR (state = 'generating' AND story_id = :batchId))"
            // The look that the same callback has asked for already is still to come.
            + " AND (callback_at IS NULL OR callback_at <= :now OR callback_batch_id IS NULL"
            + " OR callback_batch_id <> :batchId)";

    /** Since the call that it is about, for each of which there may be a batch. */
    private static final String CALLED_BEFORE = "SELECT COUNT(*) FROM story_event WHERE request_id = :id"
            + " AND event = 'callback' AND no > (SELECT COALESCE(MAX(no), 0) FROM story_event begun"
            + " WHERE begun.request_id = :id AND begun.event IN ('submitting', 'retried'))";

    /** A database that crashed meanwhile may have forgotten it. */
    private static final String STILL_NOTED = "UPDATE story SET callback_batch_id = :batchId"
            + " WHERE webhook_token_sha256 = :token AND callback_batch_id = :batchId";

    private final Sql sql;
    private final Transactions transactions;
    private final Claims claims;
    private final StoryEvents events;
    private final DueTimes dueTimes;
    private final Clock clock;

    Callbacks(Sql sql, Transactions transactions, Claims claims, StoryEvents events, DueTimes dueTimes, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.claims = claims;
        this.events = events;
        this.dueTimes = dueTimes;
        this.clock = clock;
    }

    /** The story a webhook token belongs to. */
    public Optional<Story> storyOf(String token) {
        List<Story> found = sql.stories(BY_TOKEN, Sql.with("token", Sha256.of(token)));
        return found.stream().findFirst();
    }

    /**
     * Notes that a story's own webhook was called.
     *
     * @return whether there is something to look at; false for a story that is past waiting, for another batch id, and
     *         while a look for it is still to come
     */
    public boolean note(String token, String batchId) {
        return note(token, batchId, false).isPresent();
    }

    /**
     * The same, and claims a story that waits where the caller has a permit to look at it at once.
     *
     * @return what there is to look at; empty where {@link #note(String, String)} says false
     */
    public Optional<Noted> note(String token, String batchId, boolean keep) {
        Instant now = clock.instant();
        String kept = keep ? claims.newLease() : null;
        MapSqlParameterSource hint = Sql.with("token", Sha256.of(token))
                .addValue("batchId", batchId).addValue("now", Sql.utc(now))
                .addValue("longAgo", Sql.utc(now.minus(BETWEEN_LOOKS)))
                .addValue("soon", Sql.utc(now.plus(BETWEEN_LOOKS))).addValue("kept", kept)
                .addValue("until", Sql.utc(now.plus(Claims.LEASE)));
        Optional<Noted> found = transactions.inTransaction(() -> {
            Optional<Story> one = sql.changedStories(HINT, "", hint).stream().findFirst();
            return one.map(story -> {
                boolean isRepeated = sql.values(CALLED_BEFORE, Sql.with("id", story.requestId()), Integer.class)
                        .get(0) > 0;
                events.note(StoryEvent.Kind.CALLBACK, story.requestId());
                return new Noted(story, kept != null && kept.equals(story.lease()), isRepeated);
            });
        });
        found.ifPresent(noted -> {
            Story story = noted.story();
            if (noted.isClaimed()) {
                claims.holds(story);
            } else if (story.state() == StoryState.GENERATING) {
                dueTimes.at(WorkKind.OBSERVE, now);
            } else {
                // Nobody would tell us again, and without it a paid story may never be found.
                keep(token, batchId);
                dueTimes.at(WorkKind.of(story.state()), now);
            }
        });
        return found;
    }

    private void keep(String token, String batchId) {
        if (!transactions.durably(() -> sql.changed(STILL_NOTED, Sql.with("token", Sha256.of(token))
                .addValue("batchId", batchId)))) {
            throw new LedgerUnavailable("the ledger does not know any more that a callback came");
        }
    }

    /**
     * A story whose callback was noted.
     *
     * @param story as it is now
     * @param isClaimed whether it is under a claim of this process that the caller answers for
     * @param isRepeated whether there was one before for the same call to the service
     */
    public record Noted(Story story, boolean isClaimed, boolean isRepeated) {
    }
}
