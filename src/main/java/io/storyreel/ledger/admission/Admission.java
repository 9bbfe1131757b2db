package io.storyreel.ledger.admission;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.dao.DuplicateKeyException;

/** What leads into the ledger: the primary key is the idempotency, whatever channel a request came by. */
@ApplicationScoped
public class Admission {

    private static final String BY_IDS = Sql.STORIES + " WHERE request_id = ANY(:ids)";

    /** Another replica, or another channel of this one, may take up the same ids at the same moment. */
    private static final int TRIES = 5;

    private static final Set<Outcome> REFUSALS = Set.of(Outcome.CONFLICT, Outcome.NOT_IN_REVIEW);

    private static final String CONTENT = "SELECT content_sha256 FROM story WHERE request_id = :id";

    private final Sql sql;
    private final Transactions transactions;
    private final NewStories rows;
    private final ResumedStories resumed;
    private final DueTimes dueTimes;
    private final Clock clock;

    Admission(Sql sql, Transactions transactions, NewStories rows, ResumedStories resumed, DueTimes dueTimes,
            Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.rows = rows;
        this.resumed = resumed;
        this.dueTimes = dueTimes;
        this.clock = clock;
    }

    /** What is asked for under an id that is taken; empty where it is free, as far as can be seen. */
    public Optional<String> contentOf(String requestId) {
        return sql.values(CONTENT, Sql.with("id", requestId), String.class).stream().findFirst();
    }

    /**
     * Takes up all of a document or nothing of it.
     *
     * @return one intake result a request, in their order, committed and on the disk; with a conflict, or a resume of
     *         a story that is not in review, among them nothing was taken up
     */
    public List<IntakeResult> take(List<StoryRequest> document, Origin origin) {
        for (int tries = 1;; tries++) {
            IntakeResult[] taken = new IntakeResult[document.size()];
            try {
                transactions.durably(() -> {
                    takeAll(document, origin, taken);
                    if (Stream.of(taken).anyMatch(one -> REFUSALS.contains(one.outcome()))) {
                        throw new NothingTaken();
                    }
                    return null;
                });
                dueTimes.at(WorkKind.SUBMIT, clock.instant());
                return List.of(taken);
            } catch (NothingTaken e) {
                return List.of(taken);
            } catch (TakenMeanwhile | DuplicateKeyException e) {
                if (tries == TRIES) {
                    throw new LedgerUnavailable("the ledger is busy: the same requests are taken up elsewhere");
                }
            }
        }
    }

    /**
     * What {@link #take} would say at this moment. Nothing is written, and nothing is held for whoever asks.
     *
     * @return one intake result a request, in their order; for a duplicate with the story as it is asked for here, for
     *         a resume with what it would change
     */
    public List<IntakeResult> look(List<StoryRequest> document, Origin origin) {
        Map<String, Story> known = known(document);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Set<StoryRequest> resumes = new HashSet<>();
        List<IntakeResult> seen = new ArrayList<>();
        for (StoryRequest item : document) {
            if (item.isResume()) {
                boolean isFirst = resumes.stream().noneMatch(other -> other.requestId().equals(item.requestId())
                        && !other.contentSha256().equals(item.contentSha256()));
                seen.add(resumed.look(item, isFirst));
                resumes.add(item);
                continue;
            }
            Story asked = NewStories.story(item, origin, now);
            Story first = known.putIfAbsent(item.requestId(), asked);
            seen.add(first == null ? new IntakeResult(Outcome.ACCEPTED, asked) : new IntakeResult(again(first, item),
                    asked));
        }
        return seen;
    }

    /** What an id that is taken says to one who asks for it. */
    private static Outcome again(Story first, StoryRequest item) {
        return first.contentSha256().equals(item.contentSha256()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
    }

    /** Within a transaction of the caller's. */
    public void takeAll(List<StoryRequest> document, Origin origin, IntakeResult[] taken) {
        Map<String, Story> known = known(document);
        List<StoryRequest> fresh = new ArrayList<>();
        // The database keeps microseconds; what we say now must equal what is read later.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        for (int place : alwaysInTheSameOrder(document)) {
            StoryRequest item = document.get(place);
            if (item.isResume()) {
                taken[place] = resumed.resume(item, origin);
                continue;
            }
            Story first = known.get(item.requestId());
            if (first == null) {
                fresh.add(item);
                first = NewStories.story(item, origin, now);
                known.put(item.requestId(), first);
                taken[place] = new IntakeResult(Outcome.ACCEPTED, first);
            } else {
                taken[place] = new IntakeResult(again(first, item), first);
            }
        }
        rows.insert(fresh, origin, now);
    }

    private Map<String, Story> known(List<StoryRequest> document) {
        List<String> ids = document.stream().filter(item -> !item.isResume()).map(StoryRequest::requestId).toList();
        Map<String, Story> known = new HashMap<>();
        if (!ids.isEmpty()) {
            sql.stories(BY_IDS, Sql.with("ids", Sql.array(ids))).forEach(story -> known.put(story.requestId(), story));
        }
        return known;
    }

    /** Two replicas that take the same ids in another order would wait for each other. */
    private static List<Integer> alwaysInTheSameOrder(List<StoryRequest> document) {
        return IntStream.range(0, document.size()).boxed()
                .sorted(Comparator.comparing(place -> document.get(place).requestId())).toList();
    }

    /** Rolls the transaction back: somebody was faster with one of the ids, so that the next try finds it. */
    public static final class TakenMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TakenMeanwhile() {
            super("taken up elsewhere", null, false, false);
        }
    }

    /** Rolls the transaction back: one bad item and the document is refused as a whole. */
    public static final class NothingTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NothingTaken() {
            super("a conflict refuses the whole document", null, false, false);
        }
    }
}
