package io.storyreel.submit;

import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Submission;
import io.storyreel.handover.Sweep;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Which stories are sent next: those that are due, or while there is no credit the one probe of an interval. */
@ApplicationScoped
@Named("submissionQueue")
@Unremovable
public class SubmissionQueue {

    private final DueStories dueStories;
    private final CreditGate gate;
    private final StagePermits permits;
    private final Sweep sweep;

    SubmissionQueue(DueStories dueStories, CreditGate gate, StagePermits permits, Sweep sweep) {
        this.dueStories = dueStories;
        this.gate = gate;
        this.permits = permits;
        this.sweep = sweep;
    }

    /**
     * Claims what the submitters have permits for; waits for permits where there are none.
     *
     * @return null where nothing more is due
     */
    public List<Submission> due() {
        dueStories.looking(WorkKind.SUBMIT);
        while (!permits.isStopping()) {
            if (gate.isClosed()) {
                return probe();
            }
            List<Story> due = sweep.claim(StagePermits.SUBMIT_LONG, permits.takeFree(StagePermits.SUBMIT_LONG),
                    room -> dueStories.dueCalls(true, room));
            // Who waits for a permit must not keep back what is claimed already.
            int room = due.isEmpty() ? permits.takeHalf(StagePermits.SUBMIT) : 0;
            if (room > 0) {
                due = sweep.claim(StagePermits.SUBMIT, room, most -> dueStories.dueCalls(false, most));
                if (due.isEmpty()) {
                    return null;
                }
            }
            if (!due.isEmpty()) {
                return due.stream().map(story -> new Submission(story, false)).toList();
            }
        }
        return null;
    }

    /** One alone, in a place of the kind it needs; none while either kind is full, whose next end looks again. */
    private List<Submission> probe() {
        if (!permits.take(StagePermits.SUBMIT)) {
            return null;
        }
        if (!permits.take(StagePermits.SUBMIT_LONG)) {
            permits.giveBack(StagePermits.SUBMIT, 1);
            return null;
        }
        List<Submission> probe = List.of();
        try {
            probe = gate.takeProbe() ? claimedProbe() : List.of();
        } finally {
            boolean takesShort = probe.stream().anyMatch(only -> !only.isLong());
            boolean takesLong = probe.stream().anyMatch(Submission::isLong);
            permits.giveBack(StagePermits.SUBMIT, takesShort ? 0 : 1);
            permits.giveBack(StagePermits.SUBMIT_LONG, takesLong ? 0 : 1);
        }
        return probe.isEmpty() ? null : probe;
    }

    private List<Submission> claimedProbe() {
        List<Story> waiting = dueStories.due(StoryState.WAITING_CREDIT, 1);
        // All that waited may have failed for other reasons since; then the next in line asks.
        List<Story> one = waiting.isEmpty() ? dueStories.due(StoryState.ACCEPTED, 1) : waiting;
        return one.stream().map(story -> new Submission(story, true)).toList();
    }
}
