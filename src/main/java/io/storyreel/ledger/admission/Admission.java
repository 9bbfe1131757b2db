package io.storyreel.ledger.admission;

import java.math.BigDecimal;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.ledger.event.StoryChanges;
import io.storyreel.ledger.event.StoryEvents;
import io.storyreel.ledger.sql.Sql;
import io.storyreel.ledger.sql.Transactions;
import io.storyreel.story.Estimate;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Verdict;
import io.storyreel.story.Origin;
import io.storyreel.story.Step;
import io.storyreel.story.StepProgress;
import io.storyreel.story.Story;
import io.storyreel.story.StoryEvent;
import io.storyreel.story.StoryLabel;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** What leads into the ledger: the primary key is the idempotency, whatever channel a request came by. */
@ApplicationScoped
public class Admission {

    private static final String INSERT = "INSERT INTO story (request_id, state, content_sha256, dialect, step, is_long,"
            + " received_at, due_at, not_before, estimated_credits, rule_credits, priced_as) VALUES (:id, 'accepted',"
            + " :sha256, :dialect, :step, :long, :now, :due, :notBefore, :estimate, :rule, :pricedAs)";

    private static final String INSERT_TEXT = "INSERT INTO story_text (id, request, origin, label)"
            + " VALUES (:id, :request, :origin, :label)";

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

    private static final String BY_IDS = Sql.STORIES + " WHERE request_id = ANY(:ids)";

    /** Another replica, or another channel of this one, may take up the same ids at the same moment. */
    private static final int TRIES = 5;

    private static final Set<Verdict> REFUSALS = Set.of(Verdict.CONFLICT, Verdict.NOT_IN_REVIEW);

    private static final String CONTENT = "SELECT content_sha256 FROM story WHERE request_id = :id";

    private final Sql sql;
    private final Transactions transactions;
    private final StoryImages images;
    private final StoryEvents events;
    private final StoryChanges changes;
    private final DueTimes dueTimes;
    private final Clock clock;

    Admission(Sql sql, Transactions transactions, StoryImages images, StoryEvents events, StoryChanges changes, DueTimes
            dueTimes, Clock clock) {
        this.sql = sql;
        this.transactions = transactions;
        this.images = images;
        this.events = events;
        this.changes = changes;
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
                    if (Stream.of(taken).anyMatch(one -> REFUSALS.contains(one.verdict()))) {
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
                seen.add(lookedAt(item, isFirst));
                resumes.add(item);
                continue;
            }
            Story asked = story(item, origin, now);
            Story first = known.putIfAbsent(item.requestId(), asked);
            seen.add(first == null ? new IntakeResult(Verdict.ACCEPTED, asked) : new IntakeResult(again(first, item),
                    asked));
        }
        return seen;
    }

    private IntakeResult lookedAt(StoryRequest resume, boolean isFirst) {
        Story story = sql.stories(BY_ID, Sql.with("id", resume.requestId())).stream().findFirst().orElse(null);
        if (story == null || story.state() != StoryState.REVIEW || !isFirst) {
            return new IntakeResult(Verdict.NOT_IN_REVIEW, story);
        }
        JsonNode edits = resume.request().path("resume");
        BigDecimal before = story.estimatedCredits() == null ? BigDecimal.ZERO : story.estimatedCredits();
        BigDecimal adds = resume.estimate() == null ? BigDecimal.ZERO
                : resume.estimate().credits().subtract(before).max(BigDecimal.ZERO);
        Story edited = story.edited((ObjectNode) edits.get("storyboard"), edits.get("scenes"));
        return new IntakeResult(Verdict.RESUMED, edited, adds);
    }

    /** What an id that is taken says to one who asks for it. */
    private static Verdict again(Story first, StoryRequest item) {
        return first.contentSha256().equals(item.contentSha256()) ? Verdict.DUPLICATE : Verdict.CONFLICT;
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
                taken[place] = resume(item, origin);
                continue;
            }
            Story first = known.get(item.requestId());
            if (first == null) {
                fresh.add(item);
                first = story(item, origin, now);
                known.put(item.requestId(), first);
                taken[place] = new IntakeResult(Verdict.ACCEPTED, first);
            } else {
                taken[place] = new IntakeResult(again(first, item), first);
            }
        }
        insert(fresh, origin, now);
    }

    private Map<String, Story> known(List<StoryRequest> document) {
        List<String> ids = document.stream().filter(item -> !item.isResume()).map(StoryRequest::requestId).toList();
        Map<String, Story> known = new HashMap<>();
        if (!ids.isEmpty()) {
            sql.stories(BY_IDS, Sql.with("ids", Sql.array(ids))).forEach(story -> known.put(story.requestId(), story));
        }
        return known;
    }

    private void insert(List<StoryRequest> fresh, Origin origin, Instant now) {
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
                throw new TakenMeanwhile();
            }
        }
        sql.allInserted(INSERT_TEXT, rows);
        fresh.forEach(images::keep);
        fresh.forEach(item -> changes.of(item.requestId()));
    }

    /** When it may be paid for: at once, or when it has asked for. */
    private static Instant due(StoryRequest item, Instant now) {
        Instant notBefore = item.notBefore();
        return notBefore != null && notBefore.isAfter(now) ? notBefore : now;
    }

    private static <T> T estimate(StoryRequest item, Function<Estimate, T> part) {
        return item.estimate() == null ? null : part.apply(item.estimate());
    }

    /** What has just been written, as it would be read. */
    private static Story story(StoryRequest item, Origin origin, Instant now) {
        StepProgress stepProgress = firstStep(item) == null ? null : new StepProgress(Step.STORYBOARD, false, null,
                null);
        return new Story(item.requestId(), StoryState.ACCEPTED, item.contentSha256(), item.request(), origin,
                item.dialect(), null, null, 0, 0, 0, null, null, estimate(item, Estimate::credits), null, null, null,
                null, null, null, null, now, null, null, null, null, stepProgress, null);
    }

    /** Two replicas that take the same ids in another order would wait for each other. */
    private static List<Integer> alwaysInTheSameOrder(List<StoryRequest> document) {
        return IntStream.range(0, document.size()).boxed()
                .sorted(Comparator.comparing(place -> document.get(place).requestId())).toList();
    }

    private IntakeResult resume(StoryRequest item, Origin origin) {
        MapSqlParameterSource resume = Sql.with("id", item.requestId())
                .addValue("sha256", Sha256.of(item.contentSha256() + sql.text(origin)))
                .addValue("storyboard", edited(item, "storyboard")).addValue("scenes", edited(item, "scenes"))
                .addValue("estimate", estimate(item, Estimate::credits), Types.NUMERIC)
                .addValue("rule", estimate(item, Estimate::byRule), Types.NUMERIC)
                .addValue("now", Sql.utc(clock.instant()));
        // The very same file or message may come twice, after a kill between the ledger and its being released, or to
        // two replicas at once: then it has done its work, and must not pass a second review.
        boolean goesOn = isResumed(resume) || sql.changed(RESUME, resume) && sql.changed(RESUME_TEXT, resume)
                && noted(item) || isResumed(resume);
        List<Story> story = sql.stories(BY_ID, Sql.with("id", item.requestId()));
        return new IntakeResult(goesOn ? Verdict.RESUMED : Verdict.NOT_IN_REVIEW,
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

    private static String firstStep(StoryRequest item) {
        return item.request().path("mode").asText().equals("advanced") ? Step.STORYBOARD.wireName() : null;
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
