package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.EVENT;
import static io.storyreel.exchange.PropertyNames.TOKEN;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.StagePermits;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.Callbacks;
import io.storyreel.ledger.Callbacks.Noted;
import io.storyreel.metrics.CallbackMetrics;
import io.storyreel.metrics.CallbackMetrics.Kind;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.trace.StoryTraces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Takes callbacks in: who is calling for which request, whether it is an event at all, and the note in the ledger. */
@ApplicationScoped
@Named("callbackIntake")
@Unremovable
public class CallbackIntake {

    private static final StoryLog LOG = StoryLog.of("storyreel.track");

    /** Our tokens are 64 hex digits; what is longer need not trouble the database. */
    private static final int TOKEN_LENGTH = 64;

    /** As long as the ledger's column. */
    private static final int MAX_BATCH_ID = 255;

    private final Callbacks callbacks;
    private final StagePermits permits;
    private final UnhandledFaults faults;
    private final CallbackMetrics metrics;
    private final StoryTraces traces;
    private final ObjectReader json;

    CallbackIntake(Callbacks callbacks, StagePermits permits, UnhandledFaults faults, CallbackMetrics metrics,
            StoryTraces traces, ObjectMapper json) {
        this.traces = traces;
        this.callbacks = callbacks;
        this.permits = permits;
        this.faults = faults;
        this.metrics = metrics;
        // A body is one object: what stands behind it makes it something else.
        this.json = json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /** The event in a body, or null where it is not one: an object with a batch_id and a status that say something. */
    public WebhookEvent read(@Body byte[] body) {
        try {
            JsonNode event = body == null ? null : json.readTree(body);
            Optional<String> batchId = text(event, "batch_id");
            Optional<String> status = text(event, "status");
            return batchId.isPresent() && status.isPresent() && batchId.get().length() <= MAX_BATCH_ID
                    ? new WebhookEvent(batchId.get(), status.get()) : null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (java.io.IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static Optional<String> text(JsonNode event, String field) {
        return event == null ? Optional.empty()
                : Optional.ofNullable(event.path(field).textValue()).filter(value -> !value.isBlank());
    }

    /**
     * Notes the hint. One UPDATE for whoever calls as he should; only where that finds nothing to note is it asked
     * whose token it is.
     *
     * @param event what was told, or null where it was no event
     * @return what became of it; null for a token that is nobody's, and then nothing else is said of it
     */
    public Heard hear(@ExchangeProperty(EVENT) WebhookEvent event, @ExchangeProperty(TOKEN) String token) {
        if (token == null || token.length() != TOKEN_LENGTH) {
            metrics.came(Kind.BAD_TOKEN);
            return null;
        }
        Instant since = traces.now();
        Optional<Noted> noted = event == null ? Optional.empty() : note(token, event.batchId());
        Optional<Story> story = noted.map(Noted::story).or(() -> callbacks.storyOf(token));
        if (story.isEmpty()) {
            metrics.came(Kind.BAD_TOKEN);
            return null;
        }
        if (event != null) {
            metrics.came(noted.map(CallbackIntake::kind).orElseGet(() -> kind(story.get(), event)));
            traces.happened("callback", story.get(), since);
            tell(story.get(), noted.isPresent() ? "its story is looked at now"
                    : "nothing to do in state " + story.get().state().wireName());
        }
        return new Heard(noted.filter(Noted::isClaimed).map(Noted::story).orElse(null));
    }

    private static Kind kind(Noted noted) {
        return noted.isRepeated() ? Kind.REPEATED
                : noted.story().state() == StoryState.GENERATING ? Kind.KNOWN : Kind.EARLY;
    }

    /** There was nothing to note: that batch has been told of, or the story is past it, or it is not this request's. */
    private static Kind kind(Story story, WebhookEvent event) {
        return event.batchId().equals(story.storyId()) || event.batchId().equals(story.callbackBatchId())
                ? Kind.REPEATED : Kind.UNKNOWN;
    }

    private Optional<Noted> note(String token, String batchId) {
        boolean keep = permits.take(StagePermits.OBSERVE);
        Optional<Noted> noted = Optional.empty();
        try {
            noted = callbacks.note(token, batchId, keep);
            return noted;
        } finally {
            if (keep && !noted.map(Noted::isClaimed).orElse(false)) {
                permits.giveBack(StagePermits.OBSERVE, 1);
            }
        }
    }

    private void tell(Story story, String outcome) {
        // Whoever has a token may call as often as he likes.
        if (faults.shouldLog(story.requestId() + ": callback, " + outcome)) {
            LOG.info(LogEvent.CALLBACK_RECEIVED, story, "callback for its token, {}", outcome);
        }
    }

    /**
     * What became of a callback for a token that is a story's.
     *
     * @param claimed the story, claimed and with a permit among the questions; null where it waits for one in the
     *                ledger, or there is nothing to look at
     */
    public record Heard(Story claimed) {
    }
}
