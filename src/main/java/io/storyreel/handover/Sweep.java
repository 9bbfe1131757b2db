package io.storyreel.handover;

import java.util.List;
import java.util.function.IntFunction;

import io.storyreel.ledger.Claims;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.Work;
import jakarta.enterprise.context.ApplicationScoped;

/** Claims what is due and was not handed over, as many as its stage has places for. */
@ApplicationScoped
public class Sweep {

    private final Claims claims;
    private final Places places;

    Sweep(Claims claims, Places places) {
        this.claims = claims;
        this.places = places;
    }

    /**
     * Waits for places where there are none, then claims. The routes call it until it says that there is no more.
     *
     * @param work  what is looked for
     * @param stage whose places are taken for it
     * @param claim claims no more than it is told
     * @return null where nothing more is due, or the process is stopping
     */
    public List<Story> due(Work work, String stage, IntFunction<List<Story>> claim) {
        claims.looking(work);
        while (!places.isStopping()) {
            int room = places.takeHalf(stage);
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
            places.giveBack(stage, Math.max(0, room - taken));
        }
    }

    /**
     * The same for a caller that looks for several things: does not wait.
     *
     * @param room places it has taken
     */
    public List<Story> claim(String stage, int room, IntFunction<List<Story>> claim) {
        return room == 0 ? List.of() : claimed(stage, room, claim);
    }
}
