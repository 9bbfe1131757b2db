package io.storyreel.handover;

import java.util.List;
import java.util.function.IntFunction;

import io.storyreel.ledger.claim.DueStories;
import io.storyreel.story.Story;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;

/** Claims what is due and was not handed over, as many as its stage has permits for. */
@ApplicationScoped
public class Sweep {

    private final DueStories dueStories;
    private final StagePermits permits;

    Sweep(DueStories dueStories, StagePermits permits) {
        this.dueStories = dueStories;
        this.permits = permits;
    }

    /**
     * Waits for permits where there are none, then claims. The routes call it until it says that there is no more.
     *
     * @param work  what is looked for
     * @param stage whose permits are taken for it
     * @param claim claims no more than it is told
     * @return null where nothing more is due, or the process is stopping
     */
    public List<Story> due(WorkKind work, String stage, IntFunction<List<Story>> claim) {
        dueStories.looking(work);
        while (!permits.isStopping()) {
            int room = permits.takeHalf(stage);
            if (room > 0) {
                List<Story> due = claimed(stage, room, claim);
                return due.isEmpty() ? null : due;
            }
        }
        return null;
    }

    private List<Story> claimed(String stage, int room, IntFunction<List<Story>> claim) {
        int taken = 0;
        try {
            List<Story> due = claim.apply(room);
            taken = due.size();
            return due;
        } finally {
            permits.giveBack(stage, Math.max(0, room - taken));
        }
    }

    /**
     * The same for a caller that looks for several things: does not wait.
     *
     * @param room permits it has taken
     */
    public List<Story> claim(String stage, int room, IntFunction<List<Story>> claim) {
        return room == 0 ? List.of() : claimed(stage, room, claim);
    }
}
