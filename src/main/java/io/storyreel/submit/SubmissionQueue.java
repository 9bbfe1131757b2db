package io.storyreel.submit;

import java.util.ArrayList;
import java.util.List;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.LedgerAway;
import io.storyreel.ledger.Claims;
import io.storyreel.ledger.CreditGate;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryState;
import io.storyreel.settings.QueueRoom;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** Which stories are sent next: those that are due, or while there is no credit the one probe of an interval. */
@ApplicationScoped
@Named("submissionQueue")
@Unremovable
public class SubmissionQueue {

    private final Claims claims;
    private final CreditGate gate;
    private final QueueRoom room;
    private final int maxConcurrent;

    SubmissionQueue(Claims claims, CreditGate gate, QueueRoom room, StoryreelSettings settings) {
        this.claims = claims;
        this.gate = gate;
        this.room = room;
        this.maxConcurrent = settings.api().maxConcurrent();
    }

    /**
     * How many of the calls that may take minutes are under way at once: one place of {@code max-concurrent} is left
     * for all others, or a few long calls would keep every other story waiting.
     */
    public int longPlaces() {
        return Math.max(1, maxConcurrent - 1);
    }

    /** Claims what the submitters have room for. */
    public List<Submission> due() {
        int shortRoom = room.in("submit-story");
        int longRoom = room.in("submit-stage");
        if (!gate.isClosed()) {
            List<Story> due = new ArrayList<>(claims.dueCalls(false, shortRoom));
            try {
                due.addAll(claims.dueCalls(true, longRoom));
            } catch (LedgerAway e) {
                // What is claimed already must reach its workers, or nobody would let go of it again.
                if (due.isEmpty()) {
                    throw e;
                }
            }
            return due.stream().map(story -> new Submission(story, false)).toList();
        }
        return shortRoom > 0 && longRoom > 0 && gate.takeProbe() ? probe() : List.of();
    }

    private List<Submission> probe() {
        List<Story> waiting = claims.due(StoryState.WAITING_CREDIT, 1);
        // All that waited may have failed for other reasons since; then the next in line asks.
        List<Story> one = waiting.isEmpty() ? claims.due(StoryState.ACCEPTED, 1) : waiting;
        return one.stream().map(story -> new Submission(story, true)).toList();
    }
}
