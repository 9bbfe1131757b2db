package io.storyreel.track;

import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.Overdue;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Moves on the stories that time has decided. */
@ApplicationScoped
@Named("overdueStories")
@Unremovable
public class OverdueStories {

    private static final StoryLog LOG = StoryLog.of("storyreel.track");

    private final Overdue overdue;

    OverdueStories(Overdue overdue) {
        this.overdue = overdue;
    }

    /** One sweep over the ledger; the stories that have failed by it. */
    public List<Story> moveOn() {
        int lost = overdue.lostSubmissions();
        if (lost > 0) {
            LOG.warn(LogEvent.SUBMISSIONS_LOST,
                    "{} submission(s) were under way when their process died: uncertain, not sent again by itself",
                    lost);
        }
        List<Story> expired = overdue.pastDeadline();
        expired.forEach(story -> LOG.warn(LogEvent.STORY_FAILED, story, "failed, its deadline has passed in state {}",
                story.state().wireName()));
        return expired;
    }
}
