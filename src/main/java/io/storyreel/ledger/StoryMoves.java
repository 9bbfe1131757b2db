package io.storyreel.ledger;

import static io.storyreel.ledger.MoveSql.FAILED;
import static io.storyreel.ledger.MoveSql.TEXT;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.StoryError;
import io.storyreel.ledger.batch.Batches;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.budget.Spending;
import io.storyreel.ledger.claim.Claims;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryCounts;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent.Kind;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/**
 * What every change of a story's state is made by: one guarded UPDATE each, which names the state it leaves and the one
 * it enters and asks for this process's lease. Each move returns whether it happened; {@code false} means that somebody
 * else has moved the story on, and the caller releases it.
 */
@ApplicationScoped
class StoryMoves {

    private static final RowMapper<Optional<Instant>> DUE_AT = (row, number) -> Optional
            .ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);

    private static final RowMapper<Optional<String>> BATCH_ID = (row, number) -> Optional.ofNullable(row.getString(1));

    private final Sql sql;
    private final Transactions transactions;
    private final Claims claims;
    private final DueTimes dueTimes;
    private final Spending spending;
    private final DailyBudget budget;
    private final StoryEvents events;
    private final StoryCounts counts;
    private final Clock clock;

    StoryMoves(Sql sql, Transactions transactions, Claims claims, DueTimes dueTimes, Spending spending,
            DailyBudget budget, StoryEvents events, StoryCounts counts, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.claims = claims;
        this.dueTimes = dueTimes;
        this.spending = spending;
        this.budget = budget;
        this.events = events;
        this.counts = counts;
        this.clock = clock;
    }

    /** Waits for a ledger that is away: what a worker has found out must not be lost. */
    boolean moved(Kind kind, String update, MapSqlParameterSource parameters) {
        Supplier<Boolean> move = () -> sql.changed(update, parameters) && noted(kind, parameters);
        return transactions.retryUntilAvailable(kind == null ? move : () -> transactions.inTransaction(move));
    }

    /** The same of a row and its text. */
    boolean bothMoved(String update, String text, MapSqlParameterSource parameters) {
        return transactions.retryUntilAvailable(() -> transactions.inTransaction(() -> sql.changed(update, parameters)
                && sql.changed(text, parameters)));
    }

    /** The same where the service has told what the story has cost: that takes the place of its estimate. */
    boolean settled(Kind kind, String update, MapSqlParameterSource parameters) {
        boolean moved = transactions.retryUntilAvailable(() -> transactions.inTransaction(
                () -> ended(update, parameters) && sql.changed(TEXT, parameters)
                        && spending.told(List.of(Spending.SETTLED), parameters) && noted(kind, parameters)));
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
    boolean durably(Supplier<Boolean> move, String done, MapSqlParameterSource parameters) {
        return transactions.retryUntilAvailable(() -> transactions.durably(move),
                () -> transactions.durably(() -> move.get() || sql.changed(done, parameters)));
    }

    /**
     * A move that ends the claim. When the row is due then, which a callback may have said meanwhile, wakes the stage.
     */
    boolean freed(Story story, WorkKind work, Kind kind, String update, List<String> more,
            MapSqlParameterSource parameters) {
        Supplier<List<Optional<Instant>>> move = () -> dueOf(kind, update, more, parameters);
        return letWhere(transactions.retryUntilAvailable(more.isEmpty() && kind == null ? move
                : () -> transactions.inTransaction(move)), story, work);
    }

    /** The same on the disk when this returns; {@code done} as for {@link #durably}. */
    boolean durablyFreed(Story story, WorkKind work, Supplier<List<Optional<Instant>>> move, String done,
            MapSqlParameterSource parameters) {
        Supplier<List<Optional<Instant>>> again = () -> {
            List<Optional<Instant>> moved = move.get();
            return moved.isEmpty() ? dueOf(null, done, List.of(), parameters) : moved;
        };
        return letWhere(transactions.retryUntilAvailable(() -> transactions.durably(move),
                () -> transactions.durably(again)), story, work);
    }

    /** The given state to failed, on the disk when this returns; what else is to change is told of what it has cost. */
    boolean failed(Story story, StoryState from, List<String> more, StoryError why) {
        MapSqlParameterSource parameters = Sql.withError(ours(story).addValue("from", from.wireName()), why);
        return outlives(freed(story, null, Kind.FAILED, FAILED, more, Spending.about(parameters, story)))
                && reports()
                && budget.hasChanged();
    }

    /** When the row is due that the update has found. What else is to change changes with it, in one transaction. */
    List<Optional<Instant>> dueOf(Kind kind, String update, List<String> more, MapSqlParameterSource parameters) {
        List<Optional<Instant>> changed = sql.changedValues(update, "due_at", parameters, DUE_AT);
        if (!changed.isEmpty()) {
            spending.told(more, parameters);
            noted(kind, parameters);
        }
        return changed;
    }

    /** What had an outcome goes on: the results of the files it stands in are not its last. */
    <T> List<T> reopened(List<T> moved, MapSqlParameterSource parameters) {
        if (!moved.isEmpty()) {
            sql.count(Batches.REOPEN, parameters);
        }
        return moved;
    }

    /** What the transaction under way has made of the story; null is only told to who watches. */
    boolean noted(Kind kind, MapSqlParameterSource parameters) {
        counts.of(kind, parameters);
        events.note(kind, (String) parameters.getValue("id"));
        return true;
    }

    /** What the service has answered is not asked twice: a kill that took it would leave the story uncertain. */
    boolean outlives(boolean moved) {
        if (moved) {
            transactions.retryUntilAvailable(() -> {
                transactions.outlive();
                return null;
            });
        }
        return moved;
    }

    private boolean letWhere(List<Optional<Instant>> moved, Story story, WorkKind work) {
        return !moved.isEmpty() && let(story, work, moved.get(0).orElse(null));
    }

    /** The claim has ended with the move. */
    boolean let(Story story, WorkKind work, Instant due) {
        claims.ended(story);
        dueTimes.at(work, due);
        return true;
    }

    /** Its outcome is to be reported. */
    boolean reports() {
        return due(WorkKind.REPORT);
    }

    /** There is work of that kind now. */
    boolean due(WorkKind work) {
        dueTimes.at(work, clock.instant());
        return true;
    }

    /** A name for the claim under which the caller goes on with the story. */
    String newLease() {
        return claims.newLease();
    }

    /** This process goes on with the story, under that claim. */
    Story held(Story story) {
        claims.holds(story);
        return story;
    }

    /** Adds the claim that the story has after the move; null for none. */
    MapSqlParameterSource kept(MapSqlParameterSource parameters, String lease) {
        return parameters.addValue("kept", lease)
                .addValue("until", lease == null ? null : Sql.utc(clock.instant().plus(Claims.LEASE)));
    }

    /** What a guarded UPDATE needs to know of a story that this process has claimed. */
    MapSqlParameterSource ours(Story story) {
        return Sql.with("id", story.requestId()).addValue("owner", story.lease())
                .addValue("now", Sql.utc(clock.instant()));
    }

    /** The same of one that the service has taken. */
    MapSqlParameterSource generating(Story story, String storyId, ObjectNode service, Instant deadline,
            Instant nextLook) {
        return ours(story).addValue("storyId", storyId).addValue("service", sql.text(service))
                .addValue("deadline", Sql.utc(deadline)).addValue("next", Sql.utc(nextLook));
    }
}
