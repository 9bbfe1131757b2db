package io.storyreel.ledger.admission;

import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.storyreel.ledger.event.StoryChanges;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Estimate;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import io.storyreel.story.StoryLabel;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The rows of requests that are new. */
@ApplicationScoped
class NewStories {

    private static final String INSERT = "INSERT INTO story (request_id, state, content_sha256, dialect, step, is_long,"
            + " received_at, due_at, not_before, estimated_credits, rule_credits, priced_as) VALUES (:id, 'accepted',"
            + " :sha256, :dialect, :step, :long, :now, :due, :notBefore, :estimate, :rule, :pricedAs)";

    private static final String INSERT_TEXT = "INSERT INTO story_text (id, request, origin, label)"
            + " VALUES (:id, :request, :origin, :label)";

    private final Sql sql;
    private final StoryImages images;
    private final StoryChanges changes;

    NewStories(Sql sql, StoryImages images, StoryChanges changes) {
        this.sql = sql;
        this.images = images;
        this.changes = changes;
    }

    /**
     * Writes them, within a transaction of the caller's.
     *
     * @throws Admission.TakenMeanwhile where somebody was faster with one of the ids
     */
    void insert(List<StoryRequest> fresh, Origin origin, Instant now) {
        if (fresh.isEmpty()) {
            return;
        }
        String from = sql.text(origin);
        List<MapSqlParameterSource> rows = fresh.stream().map(item -> Sql.with("id", item.requestId())
                .addValue("sha256", item.contentSha256()).addValue("request", sql.text(item.request()))
                .addValue("origin", from).addValue("label", StoryLabel.of(item.request()).toLowerCase(Locale.ROOT))
                .addValue("dialect", item.dialect()).addValue("step", firstStep(item))
                .addValue("long", firstStep(item) != null).addValue("now", Sql.utc(now))
                .addValue("due", Sql.utc(due(item, now)))
                .addValue("notBefore", Sql.utc(item.notBefore()), Types.TIMESTAMP_WITH_TIMEZONE)
                .addValue("estimate", estimate(item, Estimate::credits), Types.NUMERIC)
                .addValue("rule", estimate(item, Estimate::byRule), Types.NUMERIC)
                .addValue("pricedAs", estimate(item, Estimate::pricedAs), Types.VARCHAR)).toList();
        for (boolean inserted : sql.allInserted(INSERT, rows)) {
            if (!inserted) {
                throw new Admission.TakenMeanwhile();
            }
        }
        sql.allInserted(INSERT_TEXT, rows);
        fresh.forEach(images::keep);
        fresh.forEach(item -> changes.of(item.requestId()));
    }

    /** What is written for a request that is new, as it would be read. */
    static Story story(StoryRequest item, Origin origin, Instant now) {
        StepProgress stepProgress = firstStep(item) == null ? null : new StepProgress(Step.STORYBOARD, false, null,
                null);
        return new Story(item.requestId(), StoryState.ACCEPTED, item.contentSha256(), item.request(), origin,
                item.dialect(), null, null, 0, 0, 0, null, null, estimate(item, Estimate::credits), null, null, null,
                null, null, null, null, now, null, null, null, null, stepProgress, null);
    }

    /** When it may be paid for: at once, or when it has asked for. */
    private static Instant due(StoryRequest item, Instant now) {
        Instant notBefore = item.notBefore();
        return notBefore != null && notBefore.isAfter(now) ? notBefore : now;
    }

    static <T> T estimate(StoryRequest item, Function<Estimate, T> part) {
        return item.estimate() == null ? null : part.apply(item.estimate());
    }

    private static String firstStep(StoryRequest item) {
        return item.request().path("mode").asText().equals("advanced") ? Step.STORYBOARD.wireName() : null;
    }
}
