package io.storyreel.ledger.admission;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.Clock;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.story.Estimate;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** Stories that go on after their review, with what a person has changed. */
@ApplicationScoped
class ResumedStories {

    /** review to accepted, with what a person changed. */
    private static final String RESUME = "UPDATE story SET state = 'accepted', due_at = :now, report_at = NULL,"
            + " resume_sha256 = :sha256,"
            + " estimated_credits = COALESCE(CAST(:estimate AS NUMERIC(18, 4)), estimated_credits),"
            + " rule_credits = COALESCE(CAST(:rule AS NUMERIC(18, 4)), rule_credits)"
            + " WHERE state = 'review' AND request_id = :id";

    private static final String RESUMED_BEFORE = "SELECT request_id FROM story"
            + " WHERE request_id = :id AND resume_sha256 = :sha256";

    private static final String RESUME_TEXT = "UPDATE story_text SET"
            + " edited_storyboard = COALESCE(:storyboard, edited_storyboard),"
            + " edited_scenes = COALESCE(:scenes, edited_scenes) WHERE id = :id";

    private static final String BY_ID = Sql.STORIES + " WHERE request_id = :id";

    private final Sql sql;
    private final StoryEvents events;
    private final Clock clock;

    ResumedStories(Sql sql, StoryEvents events, Clock clock) {
        this.sql = sql;
        this.events = events;
        this.clock = clock;
    }

    /** review to accepted, within a transaction of the caller's; or why not. */
    IntakeResult resume(StoryRequest item, Origin origin) {
        MapSqlParameterSource resume = Sql.with("id", item.requestId())
                .addValue("sha256", Sha256.of(item.contentSha256() + sql.text(origin)))
                .addValue("storyboard", edited(item, "storyboard")).addValue("scenes", edited(item, "scenes"))
                .addValue("estimate", NewStories.estimate(item, Estimate::credits), Types.NUMERIC)
                .addValue("rule", NewStories.estimate(item, Estimate::byRule), Types.NUMERIC)
                .addValue("now", Sql.utc(clock.instant()));
        // The very same file or message may come twice, after a kill between the ledger and its being released, or to
        // two replicas at once: then it has done its work, and must not pass a second review.
        boolean goesOn = isResumed(resume) || sql.changed(RESUME, resume) && sql.changed(RESUME_TEXT, resume)
                && noted(item) || isResumed(resume);
        List<Story> story = sql.stories(BY_ID, Sql.with("id", item.requestId()));
        return new IntakeResult(goesOn ? Outcome.RESUMED : Outcome.NOT_IN_REVIEW,
                story.isEmpty() ? null : story.get(0));
    }

    private boolean noted(StoryRequest resumed) {
        events.note(StoryEvent.Kind.RESUMED, resumed.requestId());
        return true;
    }

    private boolean isResumed(MapSqlParameterSource resume) {
        return !sql.values(RESUMED_BEFORE, resume, String.class).isEmpty();
    }

    private String edited(StoryRequest item, String part) {
        JsonNode edited = item.request().path("resume").path(part);
        return edited.isMissingNode() ? null : sql.text(edited);
    }

    /**
     * What {@link #resume} would say at this moment; writes nothing.
     *
     * @param isFirst whether no other one of the same document wants something else of the story
     */
    IntakeResult look(StoryRequest resume, boolean isFirst) {
        Story story = sql.stories(BY_ID, Sql.with("id", resume.requestId())).stream().findFirst().orElse(null);
        if (story == null || story.state() != StoryState.REVIEW || !isFirst) {
            return new IntakeResult(Outcome.NOT_IN_REVIEW, story);
        }
        JsonNode edits = resume.request().path("resume");
        BigDecimal before = story.estimatedCredits() == null ? BigDecimal.ZERO : story.estimatedCredits();
        BigDecimal adds = resume.estimate() == null ? BigDecimal.ZERO
                : resume.estimate().credits().subtract(before).max(BigDecimal.ZERO);
        Story edited = story.edited((ObjectNode) edits.get("storyboard"), edits.get("scenes"));
        return new IntakeResult(Outcome.RESUMED, edited, adds);
    }
}
