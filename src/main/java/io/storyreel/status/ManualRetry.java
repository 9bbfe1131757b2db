package io.storyreel.status;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.REQUEST_ID;
import static io.storyreel.exchange.PropertyNames.STORY;
import static io.storyreel.exchange.PropertyNames.STORY_ID;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.Retries;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.request.InvalidRequest;
import io.storyreel.request.StrictJson;
import io.storyreel.service.ApiAnswer;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Manual retry of a story that ended without a video: once more, or: it is this one of the service's. */
@ApplicationScoped
@Named("manualRetry")
@Unremovable
public class ManualRetry {

    private static final StoryLog LOG = StoryLog.of("storyreel.status");

    private static final int MAX_STORY_ID = 255;

    private static final int NOT_FOUND = 404;

    private final StoryQueries queries;
    private final Retries retries;
    private final StrictJson json;

    ManualRetry(StoryQueries queries, Retries retries, StrictJson json) {
        this.queries = queries;
        this.retries = retries;
        this.json = json;
    }

    /**
     * The story that is named in the body; null where there is no body.
     *
     * @throws IllegalArgumentException where the body is neither empty nor such an object: then nothing is done
     */
    public String namedStory(@Body byte[] body) {
        if (body == null || body.length == 0) {
            return null;
        }
        try {
            JsonNode named = json.read(body);
            String storyId = named.path("story_id").textValue();
            if (named.isObject() && named.size() == 1 && storyId != null && !storyId.isBlank()
                    && storyId.length() <= MAX_STORY_ID) {
                return storyId;
            }
        } catch (InvalidRequest e) {
            throw new IllegalArgumentException("the body is no JSON: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("the body must be empty, to pay again, or an object with one field, "
                + "story_id, a text that is not empty");
    }

    /** Whether the story may be retried: {@code GOES_ON} where it may. Leaves the story it is. */
    public RetryAnswer look(@ExchangeProperty(REQUEST_ID) String requestId, Exchange exchange) {
        Optional<Story> story = queries.story(requestId);
        story.ifPresent(one -> exchange.setProperty(STORY, one));
        if (story.isEmpty()) {
            return RetryAnswer.UNKNOWN_REQUEST;
        }
        return story.get().state() == StoryState.FAILED || story.get().state() == StoryState.UNCERTAIN
                ? RetryAnswer.GOES_ON : RetryAnswer.NOT_ALLOWED;
    }

    /** Pays again, or goes on where the answer is known. */
    public RetryAnswer retry(@ExchangeProperty(REQUEST_ID) String requestId) {
        boolean goesOn = retries.retry(requestId);
        LOG.info(LogEvent.STORY_RETRIED, Subject.of(requestId), "manual retry, {}", goesOn ? "it goes on"
                : "which its state does not allow");
        return goesOn ? RetryAnswer.GOES_ON : RetryAnswer.NOT_ALLOWED;
    }

    /** Goes on with the story named, where the answer to a GET shows it. */
    public RetryAnswer adopt(@ExchangeProperty(REQUEST_ID) String requestId,
            @ExchangeProperty(STORY_ID) String storyId, @ExchangeProperty(ANSWER) ApiAnswer answer) {
        if (!answer.hasStory()) {
            return answer.status() == NOT_FOUND ? RetryAnswer.UNKNOWN_STORY : RetryAnswer.SERVICE_AWAY;
        }
        boolean goesOn = retries.adopt(requestId, storyId, answer.story());
        LOG.info(LogEvent.STORY_RETRIED, Subject.of(requestId, storyId), "manual retry with story {}, {}", storyId,
                goesOn ? "adopted" : "which another request holds, or its state does not allow");
        return goesOn ? RetryAnswer.GOES_ON : RetryAnswer.NOT_ALLOWED;
    }
}
