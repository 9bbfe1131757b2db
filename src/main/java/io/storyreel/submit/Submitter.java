package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.StoryFault;
import io.storyreel.handover.Submission;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.PostponementLedger;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.service.WebhookAddress;
import io.storyreel.service.dialect.Dialect;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.OutgoingCall;
import io.storyreel.service.dialect.StoryCall;
import io.storyreel.settings.ShutdownState;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Turns a claimed story into the next call that is paid for, and records it before it is sent. */
@ApplicationScoped
@Named("submitter")
@Unremovable
public class Submitter {

    private static final StoryLog LOG = StoryLog.of("storyreel.submit");

    private final Dialects dialects;
    private final RequestImages images;
    private final WebhookAddress webhook;
    private final SubmissionLedger submissions;
    private final PostponementLedger postponements;
    private final DailyBudget budget;
    private final CreditGate gate;
    private final ShutdownState stopping;

    Submitter(Dialects dialects, RequestImages images, WebhookAddress webhook, SubmissionLedger submissions,
            PostponementLedger postponements, DailyBudget budget,
            CreditGate gate, ShutdownState stopping) {
        this.dialects = dialects;
        this.images = images;
        this.webhook = webhook;
        this.submissions = submissions;
        this.postponements = postponements;
        this.budget = budget;
        this.gate = gate;
        this.stopping = stopping;
    }

    /**
     * The story's next paid call, with every field of the request that it has.
     *
     * @throws StoryFault where an image is gone (a lasting one) or can't be read just now (a passing one): nothing
     *         was sent
     */
    public OutgoingCall call(@ExchangeProperty(SUBMISSION) Submission submission) throws StoryFault {
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
     * @return false where it must not be sent: this process stops, submissions have been paused, the day's budget has
     *         no room for it, or the claim was lost
     */
    public boolean begin(@ExchangeProperty(SUBMISSION) Submission submission, Exchange exchange) {
        Story story = submission.story();
        if (!stopping.letsPay(exchange)) {
            return false;
        }
        if (submissions.startSubmitting(story, submission.probe(), webhook.token(story.requestId()))) {
            return true;
        }
        budget.refuses(story).ifPresent(refusal -> postpone(submission, refusal));
        return false;
    }

    /** No try is used up. */
    private void postpone(Submission submission, DailyBudget.Refusal refusal) {
        if (!postponements.held(submission.story(), refusal)) {
            return;
        }
        LOG.info(LogEvent.STORY_POSTPONED, submission.story(), "postponed, {}", refusal.why().message());
        if (submission.probe()) {
            // It has not asked for credit: another may, and need not wait for that.
            gate.probeAgain();
        }
        budget.lookAgain(refusal);
    }
}
