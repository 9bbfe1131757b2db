package io.storyreel.ledger;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.storyreel.ledger.Taken.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;

/** The way into the ledger: the primary key is the idempotency, whatever the way a request came. */
@ApplicationScoped
public class Admission {

    private static final String INSERT = "INSERT INTO story (request_id, state, content_sha256, request, origin,"
            + " dialect, step, received_at, due_at)"
            + " VALUES (:id, 'accepted', :sha256, :request, :origin, :dialect, :step, :now, :now)";

    /** review to accepted, with what a person changed. */
    private static final String RESUME = "UPDATE story SET state = 'accepted', due_at = :now, report_at = NULL,"
            + " resume_sha256 = :sha256, edited_storyboard = COALESCE(:storyboard, edited_storyboard),"
            + " edited_scenes = COALESCE(:scenes, edited_scenes) WHERE state = 'review' AND request_id = :id";

    private static final String RESUMED_BEFORE = "SELECT request_id FROM story"
            + " WHERE request_id = :id AND resume_sha256 = :sha256";

    private static final String BY_ID = "SELECT * FROM story WHERE request_id = :id";

    private static final Set<Verdict> REFUSALS = Set.of(Verdict.CONFLICT, Verdict.NOT_IN_REVIEW);

    private static final String CONTENT = "SELECT content_sha256 FROM story WHERE request_id = :id";

    private final Sql sql;
    private final StoryImages images;
    private final Clock clock;

    Admission(Sql sql, StoryImages images, Clock clock) {
        this.sql = sql;
        this.images = images;
        this.clock = clock;
    }

    /** What is asked for under an id that is taken; empty where it is free, as far as can be seen. */
    public Optional<String> contentOf(String requestId) {
        return sql.values(CONTENT, Sql.with("id", requestId), String.class).stream().findFirst();
    }

    /**
     * Takes up all of a document or nothing of it.
     *
     * @return one verdict an item, in their order, committed; with a conflict, or a resume of a story
     *         that is not in review, among them nothing was
     *         taken up
     */
    public List<Taken> take(List<StoryRequest> document, Origin origin) {
        Taken[] taken = new Taken[document.size()];
        try {
            return sql.inTransaction(() -> {
                for (int place : alwaysInTheSameOrder(document)) {
                    StoryRequest item = document.get(place);
                    taken[place] = item.isResume() ? resume(item, origin) : takeOne(item, origin);
                }
                if (Stream.of(taken).anyMatch(one -> REFUSALS.contains(one.verdict()))) {
                    throw new NothingTaken();
                }
                return List.of(taken);
            });
        } catch (NothingTaken e) {
            return List.of(taken);
        }
    }

    /** Two replicas that take the same ids in another order would wait for each other. */
    private static List<Integer> alwaysInTheSameOrder(List<StoryRequest> document) {
        return IntStream.range(0, document.size()).boxed()
                .sorted(Comparator.comparing(place -> document.get(place).requestId())).toList();
    }

    private Taken takeOne(StoryRequest item, Origin origin) {
        // The database keeps microseconds; what we say now must equal what is read later.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        boolean inserted = sql.inserted(INSERT, Sql.with("id", item.requestId())
                .addValue("sha256", item.contentSha256()).addValue("request", sql.text(item.request()))
                .addValue("origin", sql.text(origin)).addValue("dialect", item.dialect())
                .addValue("step", firstStep(item)).addValue("now", Sql.utc(now)));
        Story story = sql.stories(BY_ID, Sql.with("id", item.requestId())).get(0);
        if (inserted) {
            images.keep(item);
            return new Taken(Verdict.ACCEPTED, story);
        }
        return new Taken(story.contentSha256().equals(item.contentSha256()) ? Verdict.DUPLICATE : Verdict.CONFLICT,
                story);
    }

    private Taken resume(StoryRequest item, Origin origin) {
        MapSqlParameterSource resume = Sql.with("id", item.requestId())
                .addValue("sha256", Sha256.of(item.contentSha256() + sql.text(origin)))
                .addValue("storyboard", edited(item, "storyboard")).addValue("scenes", edited(item, "scenes"))
                .addValue("now", Sql.utc(clock.instant()));
        // The very same file or message may come twice, after a kill between the ledger and its being let go, or to two
        // replicas at once: then it has done its work, and must not pass a second review.
        boolean goesOn = isResumed(resume) || sql.changed(RESUME, resume) || isResumed(resume);
        List<Story> story = sql.stories(BY_ID, Sql.with("id", item.requestId()));
        return new Taken(goesOn ? Verdict.RESUMED : Verdict.NOT_IN_REVIEW, story.isEmpty() ? null : story.get(0));
    }

    private boolean isResumed(MapSqlParameterSource resume) {
        return !sql.values(RESUMED_BEFORE, resume, String.class).isEmpty();
    }

    private String edited(StoryRequest item, String part) {
        JsonNode edited = item.request().path("resume").path(part);
        return edited.isMissingNode() ? null : sql.text(edited);
    }

    private static String firstStep(StoryRequest item) {
        return item.request().path("mode").asText().equals("advanced") ? Step.STORYBOARD.inResult() : null;
    }

    /** Rolls the transaction back: one bad item and the document is refused as a whole. */
    private static final class NothingTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NothingTaken() {
            super("a conflict refuses the whole document", null, false, false);
        }
    }
}
