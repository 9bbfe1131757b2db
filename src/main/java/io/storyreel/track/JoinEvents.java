package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.EVENT;
import static io.storyreel.exchange.PropertyNames.OBSERVATION;
import static io.storyreel.exchange.PropertyNames.STORY;
import static io.storyreel.exchange.PropertyNames.SUBMISSION;

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

    /** From submit: the ledger knows whose batch this is. */
    public JoinEvent ticket(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        return JoinEvent.of(answer.storyId()).withRequestId(submission.story().requestId());
    }

    /** From the webhook: a hint, which decides nothing. */
    public JoinEvent callback(@ExchangeProperty(EVENT) WebhookEvent event) {
        return JoinEvent.of(event.batchId());
    }

    /**
     * From a GET that shows the end. It was asked for the sake of a row of the ledger, so it brings the ticket too:
     * an event that a kill lost is made again by the next look.
     */
    public JoinEvent observation(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(OBSERVATION) Observation observation, @ExchangeProperty(ANSWER) ApiAnswer answer) {
        return new JoinEvent(story.storyId(), story.requestId(), observation, answer.story(), story);
    }
}
