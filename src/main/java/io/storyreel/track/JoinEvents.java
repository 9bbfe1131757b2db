package io.storyreel.track;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.storyreel.handover.Submission;
import io.storyreel.service.ApiAnswer;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.ExchangeProperty;

/**
 * The three kinds of event the join knows. None is stored: what they tell stands in the story's row, or is asked again.
 */
@ApplicationScoped
@Named("joinEvents")
@Unremovable
public class JoinEvents {

    /** The correlation key: the service's story id, which its webhook calls {@code batch_id}. */
    public static final String BATCH_ID = "batch_id";

    static final String REQUEST_ID = "request_id";
    static final String CALLBACK = "callback";
    static final String VERDICT = "verdict";
    static final String SERVICE = "service";

    /** As it was claimed for the GET: who goes on with it need not read it again. */
    static final String STORY = "story";

    /** From submit: the ledger knows whose batch this is. */
    public Map<String, Object> ticket(@ExchangeProperty("submission") Submission submission,
            @ExchangeProperty("answer") ApiAnswer answer) {
        return event(answer.storyId(), REQUEST_ID, submission.story().requestId());
    }

    /** From the webhook: a hint, which decides nothing. */
    public Map<String, Object> callback(@ExchangeProperty("event") WebhookEvent event) {
        return event(event.batchId(), CALLBACK, event.status());
    }

    /**
     * From a GET that shows the end. It was asked for the sake of a row of the ledger, so it brings the ticket too:
     * an event that a kill lost is made again by the next look.
     */
    public Map<String, Object> observation(@ExchangeProperty("story") Story story,
            @ExchangeProperty("verdict") String verdict, @ExchangeProperty("answer") ApiAnswer answer) {
        Map<String, Object> event = event(story.storyId(), REQUEST_ID, story.requestId());
        event.put(VERDICT, verdict);
        event.put(SERVICE, answer.story());
        event.put(STORY, story);
        return event;
    }

    private static Map<String, Object> event(String batchId, String name, String value) {
        Map<String, Object> event = new HashMap<>();
        event.put(BATCH_ID, batchId);
        event.put(name, value);
        return event;
    }
}
