package io.storyreel.submit;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.StoryFault;
import io.storyreel.ledger.Story;
import io.storyreel.ledger.StoryLedger;
import io.storyreel.service.Dialect;
import io.storyreel.service.Dialects;
import io.storyreel.service.OutgoingCall;
import io.storyreel.service.StoryCall;
import io.storyreel.settings.Stopping;
import io.storyreel.track.WebhookAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Turns a claimed story into the next call that is paid for, and records it before it is sent. */
@ApplicationScoped
@Named("submitter")
@Unremovable
public class Submitter {

    private final Dialects dialects;
    private final RequestImages images;
    private final WebhookAddress webhook;
    private final StoryLedger ledger;
    private final Stopping stopping;

    Submitter(Dialects dialects, RequestImages images, WebhookAddress webhook, StoryLedger ledger, Stopping stopping) {
        this.dialects = dialects;
        this.images = images;
        this.webhook = webhook;
        this.ledger = ledger;
        this.stopping = stopping;
    }

    /**
     * The story's next paid call, with every field of the request that it has.
     *
     * @throws StoryFault where an image is gone (a lasting one) or can't be read just now (a passing one): nothing
     *         was sent
     */
    public OutgoingCall call(@ExchangeProperty("submission") Submission submission) throws StoryFault {
        Story story = submission.story();
        Dialect dialect = dialects.named(story.dialect());
        StepFields fields = new StepFields(dialect, story);
        StoryCall call = fields.call();
        return dialect.outgoing(call, story.storyId(), fields.fields(), images.of(story),
                call.callsBack() ? webhook.url(story.requestId()).orElse(null) : null);
    }

    /**
     * Records that the story is being sent, committed. The very next thing is the POST: what is killed after this
     * may have been paid for.
     *
     * @return false where it must not be sent: this process stops, submissions have been paused, or the claim was lost
     */
    public boolean begin(@ExchangeProperty("submission") Submission submission, Exchange exchange) {
        return stopping.letsPay(exchange) && ledger.startSubmitting(submission.story(), submission.probe(),
                webhook.token(submission.story().requestId()));
    }
}
