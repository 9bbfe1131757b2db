package io.storyreel.intake;

import static io.storyreel.exchange.PropertyNames.CHANNEL;
import static io.storyreel.exchange.PropertyNames.IMAGE_LOCATION;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.credits.PriceList;
import io.storyreel.images.BucketImages;
import io.storyreel.images.ImageFolder;
import io.storyreel.images.ImageLocation;
import io.storyreel.images.ImageSource;
import io.storyreel.images.MonitoredImages;
import io.storyreel.inbox.InboxFolder;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.admission.Admission;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.metrics.OutcomeMetrics;
import io.storyreel.request.FieldProblem;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.RequestConflict;
import io.storyreel.request.RequestItem;
import io.storyreel.request.rules.RequestCap;
import io.storyreel.request.rules.ResumeRules;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.story.IntakeResult;
import io.storyreel.story.IntakeResult.Outcome;
import io.storyreel.story.Origin;
import io.storyreel.story.Story;
import io.storyreel.story.StoryRequest;
import io.storyreel.story.StoryState;
import io.storyreel.trace.StoryTraces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperties;
import org.apache.camel.ExchangeProperty;

/** Takes checked documents up, whatever channel they came by. */
@ApplicationScoped
@Named("requestIntake")
@Unremovable
public class RequestIntake {

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final RequestDocument documents;
    private final ImageSource inboxImages;
    private final ImageSource bucketImages;
    private final Admission admission;
    private final StoryQueries stories;
    private final Dialects dialects;
    private final PriceList prices;
    private final RequestCap cap;
    private final OutcomeMetrics metrics;
    private final StoryTraces traces;

    RequestIntake(RequestDocument documents, ImageFolder inboxImages, InboxFolder inbox, BucketImages bucketImages,
            IntakeProgress moves, Admission admission, StoryQueries stories, Dialects dialects, PriceList prices,
            RequestCap cap, OutcomeMetrics metrics, StoryTraces traces) {
        this.traces = traces;
        this.documents = documents;
        this.inboxImages = new MonitoredImages(inboxImages, inbox::reportProgress);
        this.bucketImages = new MonitoredImages(bucketImages, moves::hasRead);
        this.admission = admission;
        this.stories = stories;
        this.dialects = dialects;
        this.prices = prices;
        this.cap = cap;
        this.metrics = metrics;
    }

    /**
     * Checks a document's requests against the rules and writes them into the ledger, all or none.
     *
     * @param properties the exchange's: those that begin with {@link Origin#PREFIX} are kept with the stories
     * @return one intake result a request, committed: the source can be released
     * @throws InvalidRequest where one is bad, or costs more than a request may
     * @throws RequestConflict where an id is taken by other content
     * @throws IOException where an image could not be read just now
     */
    public List<IntakeResult> take(@Body JsonNode document, @ExchangeProperty(IMAGE_LOCATION) ImageLocation location,
            @ExchangeProperty(CHANNEL) String channel, @ExchangeProperties Map<String, Object> properties)
            throws InvalidRequest, RequestConflict, IOException {
        Instant since = traces.now();
        List<StoryRequest> requests = checked(document, location);
        Origin origin = Origin.of(channel, properties);
        List<IntakeResult> taken = admission.take(requests, origin);
        refuse(taken, requests, document.isArray());
        metrics.duplicates(taken.stream().filter(one -> one.outcome() == Outcome.DUPLICATE
                && !one.story().origin().isSameMessage(origin)).count());
        taken.forEach(one -> traces.taken(one, origin.trace(), since));
        taken.forEach(one -> LOG.info(event(one), one.story(), "{} from the {}", inWords(one, origin), channel));
        return taken;
    }

    /**
     * Checks a document as {@link #take} does, and writes nothing.
     *
     * @return one intake result a request, as things stand, see {@link Admission#look}
     * @throws InvalidRequest as there
     * @throws RequestConflict as there
     * @throws IOException as there
     */
    public List<IntakeResult> look(@Body JsonNode document, @ExchangeProperty(IMAGE_LOCATION) ImageLocation location,
            @ExchangeProperty(CHANNEL) String channel, @ExchangeProperties Map<String, Object> properties)
            throws InvalidRequest, RequestConflict, IOException {
        List<StoryRequest> requests = checked(document, location);
        List<IntakeResult> seen = admission.look(requests, Origin.of(channel, properties));
        refuse(seen, requests, document.isArray());
        return seen;
    }

    /**
     * The requests of a document that its schema has accepted, with their ids and estimates.
     *
     * @throws InvalidRequest where one is bad, or costs more than a request may
     * @throws IOException where an image could not be read just now
     */
    public List<StoryRequest> checked(JsonNode document, ImageLocation location) throws InvalidRequest, IOException {
        List<StoryRequest> requests = documents.requests(document, location,
                location == ImageLocation.BUCKET ? bucketImages : inboxImages, admission::contentOf).stream()
                .map(this::priced).toList();
        edits(document);
        cap.check(requests, document.isArray(), id -> admission.contentOf(id).isPresent());
        return requests;
    }

    private StoryRequest priced(StoryRequest request) {
        return request.isResume() ? stories.story(request.requestId())
                .filter(story -> story.state() == StoryState.REVIEW)
                .map(story -> prices.priced(request, story)).orElse(request) : prices.priced(request);
    }

    /** An edit that the story's dialect has no field for is told before anything goes on. */
    private void edits(JsonNode document) throws InvalidRequest {
        List<FieldProblem> problems = new ArrayList<>();
        RequestItem.in(document).stream().filter(RequestItem::isResume).forEach(item ->
                stories.story(item.request().path("request_id").asText()).ifPresent(story ->
                        problems.addAll(new ResumeRules(item).problemsIn(dialects.named(story.dialect())))));
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
    }

    /** A document with a bad request is bad, whatever else is in it: that is told before an id that is taken. */
    private static void refuse(List<IntakeResult> taken, List<StoryRequest> requests, boolean isBatch)
            throws InvalidRequest, RequestConflict {
        List<FieldProblem> problems = new ArrayList<>();
        RequestConflict conflict = null;
        for (int i = 0; i < taken.size(); i++) {
            String requestId = requests.get(i).requestId();
            String pointer = isBatch ? "/" + i : "";
            if (taken.get(i).outcome() == Outcome.NOT_IN_REVIEW) {
                problems.add(new FieldProblem(pointer + "/resume", notInReview(requestId, taken.get(i).story())));
            } else if (taken.get(i).outcome() == Outcome.CONFLICT && conflict == null) {
                conflict = new RequestConflict(requestId, pointer + "/");
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequest(problems);
        }
        if (conflict != null) {
            throw conflict;
        }
    }

    /** Why a resume is refused. */
    public static String notInReview(String requestId, Story story) {
        return story == null ? "there is no story \"" + requestId + "\" to go on with"
                : "the story \"" + requestId + "\" is not in review, it is " + story.state().wireName()
                        + ": there is nothing to go on with";
    }

    private static LogEvent event(IntakeResult taken) {
        return switch (taken.outcome()) {
            case RESUMED -> LogEvent.STORY_RESUMED;
            case DUPLICATE -> LogEvent.STORY_DUPLICATE;
            default -> LogEvent.STORY_ACCEPTED;
        };
    }

    private static String inWords(IntakeResult taken, Origin origin) {
        return switch (taken.outcome()) {
            case RESUMED -> "goes on after its review, by a resume";
            case DUPLICATE -> taken.story().origin().isSameMessage(origin)
                    ? "the same message once more, already " + taken.story().state().wireName() + ","
                    : "a duplicate, already " + taken.story().state().wireName() + ", came";
            default -> "accepted";
        };
    }
}
