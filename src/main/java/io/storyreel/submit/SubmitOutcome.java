package io.storyreel.submit;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.StoryFault;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.PollCadence;
import io.storyreel.handover.Submission;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.LogScope;
import io.storyreel.journal.StoryLog;
import io.storyreel.journal.Subject;
import io.storyreel.ledger.PostponementLedger;
import io.storyreel.ledger.SubmissionLedger;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.service.ApiAnswer;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.OnInsufficientCredit;
import io.storyreel.settings.StoryreelSettings.OnUncertainSubmit;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What becomes of a submitted story; one method for each branch of the route. */
@ApplicationScoped
@Named("submitOutcome")
@Unremovable
public class SubmitOutcome {

    private static final StoryLog LOG = StoryLog.of("storyreel.submit");

    private final SubmissionLedger submissions;
    private final PostponementLedger postponements;
    private final CreditGate gate;
    private final Backoff backoff;
    private final PollCadence cadence;
    private final StoryreelSettings settings;
    private final Clock clock;

    SubmitOutcome(SubmissionLedger submissions, PostponementLedger postponements, CreditGate gate, Backoff backoff,
            PollCadence cadence,
            StoryreelSettings settings, Clock clock) {
        this.submissions = submissions;
        this.postponements = postponements;
        this.gate = gate;
        this.backoff = backoff;
        this.cadence = cadence;
        this.settings = settings;
        this.clock = clock;
    }

    /** The service has taken it: its id is known from now on. */
    public void taken(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        Instant now = clock.instant();
        boolean recorded = submissions.submitted(submission.story(), answer.storyId(), answer.story(),
                now.plus(settings.track().deadline()), now.plus(cadence.first()));
        Subject taken = Subject.of(submission.story().requestId(), answer.storyId());
        LogScope.enter(taken);
        LOG.info(LogEvent.STORY_SUBMITTED, taken, "taken by the service as story {}{}", answer.storyId(),
                recorded ? "" : ", though the ledger says somebody else has it");
        if (submission.probe()) {
            gate.open();
            LOG.info(LogEvent.CREDIT_BACK, taken, "was paid, credit is back, all submissions go on");
        }
    }

    /** 402: nothing was paid. The story waits, and with it all that would be next, or it fails if so set. */
    public void outOfCredit(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        StoryError error = error(submission, answer);
        if (settings.api().onInsufficientCredit() == OnInsufficientCredit.FAIL) {
            fail(submission.story(), StoryState.SUBMITTING, error);
            return;
        }
        gate.close(() -> submissions.awaitsCredit(submission.story(), error));
        LOG.warn(LogEvent.CREDIT_GONE, submission.story(),
                "no credit left at the service; submissions pause, one asks again every {}",
                ReadableValues.of(settings.api().creditRetryInterval()));
    }

    /** 429, 425: nothing was paid; sent again when the service says, or after a backoff. */
    public void comeBackLater(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        repeat(submission.story(), error(submission, answer), answer.retryAfter());
    }

    /** Another 4xx: the service understood and said no. */
    public void refused(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        fail(submission.story(), StoryState.SUBMITTING, error(submission, answer));
    }

    /** A 5xx, 302, 303, 408, 499, or a yes without a Story in it: it may have been paid for. */
    public void unclear(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        park(submission.story(), "the service answered " + answer.status()
                + (answer.status() < 300 ? " without a story in it" : "") + brief(answer.text()), answer.status());
    }

    /**
     * Something broke after the request was on its way: it may have been paid for. Where the service's answer is there
     * and only we could not deal with it, a person is told which story to name.
     */
    public void answerLost(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        if (answer == null) {
            park(submission.story(), "the service's answer was lost (" + cause.getClass().getSimpleName()
                    + brief(String.valueOf(cause.getMessage())) + ")", null);
            return;
        }
        // Not sent again in any case: whatever broke here would break again, once it has been paid for.
        leave(submission.story(), uncertain(submission.story(), "the service answered " + answer.status()
                + (answer.hasStory() ? " with the story " + answer.storyId() : "")
                + ", which could not be dealt with here (" + UnhandledFaults.unforeseen(cause) + ")", answer.status()));
    }

    /**
     * Something nobody has foreseen broke before anything was sent. It counts as a try, or a fault of ours would be
     * repeated for ever.
     */
    public void unforeseen(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Story story = submission.story();
        StoryError error = StoryError.of(ErrorCode.API_UNAVAILABLE, story.paidStage(), "nothing was sent, Storyreel "
                + "itself could not go on: " + UnhandledFaults.unforeseen(cause));
        if (story.attempts() >= settings.api().maxRetries()) {
            fail(story, story.state(), error);
            return;
        }
        Duration wait = backoff.after(story.attempts());
        postponements.putOff(story, error, clock.instant().plus(wait));
        LOG.warn(LogEvent.SUBMIT_AGAIN, story, "{}; again in {}", error.message(), ReadableValues.of(wait));
    }

    /** No connection was made, so nothing was sent: safe to repeat. */
    public void neverSent(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        repeat(submission.story(), StoryError.of(ErrorCode.API_UNAVAILABLE, submission.story().paidStage(),
                "the service could not be reached: " + cause.getMessage()), null);
    }

    /**
     * An image could not be read to its end while it was sent: the service has seen no whole request, so it is safe to
     * repeat. Where it has become another image, that would not help.
     */
    public void halfSent(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        if (cause instanceof ImageChangedException) {
            fail(submission.story(), StoryState.SUBMITTING, StoryError.of(ErrorCode.INVALID_REQUEST,
                    submission.story().paidStage(), cause.getMessage()
                            + "; the service never got the whole request, nothing was paid"));
            return;
        }
        repeat(submission.story(), StoryError.of(ErrorCode.STORAGE_FAILED, submission.story().paidStage(),
                "an image could not be read to its end, so the service never got the whole request: "
                        + cause.getMessage()), null);
    }

    /**
     * What became of a lost step could not be asked: looked at again, nothing was sent. A service that is away is
     * waited for; one that says no, or yes without a story, is not asked for ever.
     */
    public void putOff(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Story story = submission.story();
        StoryError answered = answer == null ? null : answer.error(story.paidStage(), true);
        StoryError error = new StoryError(answered == null ? ErrorCode.API_UNAVAILABLE : answered.code(),
                "the service could not be asked whether the step " + submission.step() + " was done: "
                        + (answered == null ? cause.getMessage() : answered.message()),
                story.paidStage(), answer == null ? null : answer.status());
        boolean isAway = answer == null || answer.isOutage();
        if (!isAway && story.attempts() >= settings.api().maxRetries()) {
            fail(story, story.state(), error);
            return;
        }
        Duration wait = backoff.after(story.attempts(), answer == null ? null : answer.retryAfter());
        postponements.putOff(story, error, clock.instant().plus(wait));
        LOG.info(LogEvent.SUBMIT_AGAIN, story, "{}; asked again in {}", error.message(), ReadableValues.of(wait));
    }

    /** A story whose step's answer was lost is not there (404), which may change: it is asked for again later. */
    public void lookAgain(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(ANSWER) ApiAnswer answer) {
        Story story = submission.story();
        Duration wait = backoff.after(story.notFound(), answer.retryAfter());
        postponements.notThereAgain(story, answer.error(story.paidStage(), true), clock.instant().plus(wait));
        LOG.info(LogEvent.SUBMIT_AGAIN, story,
                "the answer to {} was lost, and the service does not know story {}; asked again in {}",
                submission.step(), story.storyId(), ReadableValues.of(wait));
    }

    /**
     * It could not even be put together. Where an image is gone it fails; where the store is out of reach it waits,
     * however long that takes: nothing is paid, and what it may be tried for the service is not used up.
     */
    public void notSendable(@ExchangeProperty(SUBMISSION) Submission submission,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        Story story = submission.story();
        StoryFault fault = StoryFault.behind(caught);
        if (fault.isLasting()) {
            fail(story, story.state(), fault.error());
            return;
        }
        Duration wait = backoff.longest();
        postponements.notReady(story, fault.error(), clock.instant().plus(wait));
        LOG.info(LogEvent.SUBMIT_AGAIN, story, "{}; again in {}", fault.error().message(), ReadableValues.of(wait));
    }

    private void repeat(Story story, StoryError error, Duration asked) {
        if (story.attempts() >= settings.api().maxRetries()) {
            fail(story, StoryState.SUBMITTING, error);
            return;
        }
        Duration wait = backoff.after(story.attempts(), asked);
        submissions.acceptedAgain(story, error, clock.instant().plus(wait));
        LOG.info(LogEvent.SUBMIT_AGAIN, story, "not sent, nothing paid ({}); again in {}", error.message(),
                ReadableValues.of(wait));
    }

    /** A person has said that paying twice is the lesser evil; still not for ever. */
    private void repeatUncertain(Story story, StoryError error) {
        if (story.attempts() >= settings.api().maxRetries()) {
            submissions.uncertain(story, error);
            return;
        }
        Duration wait = backoff.after(story.attempts());
        submissions.acceptedUncertain(story, error, clock.instant().plus(wait));
        LOG.warn(LogEvent.SUBMIT_AGAIN, story, "{}; sent again in {}, as storyreel.api.on-uncertain-submit=retry says",
                error.message(), ReadableValues.of(wait));
    }

    private void park(Story story, String what, Integer httpStatus) {
        StoryError error = uncertain(story, what, httpStatus);
        if (settings.api().onUncertainSubmit() == OnUncertainSubmit.RETRY) {
            repeatUncertain(story, error);
        } else {
            leave(story, error);
        }
    }

    private static StoryError uncertain(Story story, String what, Integer httpStatus) {
        return new StoryError(ErrorCode.SUBMISSION_UNCERTAIN, what + "; the service may have taken it and "
                + "been paid, so it is not sent again by itself: it goes on when its webhook is called, or when you "
                + "say retry", story.paidStage(), httpStatus);
    }

    private void leave(Story story, StoryError error) {
        if (submissions.uncertain(story, error)) {
            LOG.warn(LogEvent.STORY_UNCERTAIN, story, "uncertain, {}", error.message());
        } else {
            // It broke after the answer had been recorded, or somebody else has moved the story on since.
            LOG.warn(LogEvent.STORY_UNCHANGED, story, "not changed by this, it is in another state by now: {}",
                    error.message());
        }
    }

    private void fail(Story story, StoryState from, StoryError error) {
        submissions.failed(story, from, error);
        LOG.warn(LogEvent.STORY_FAILED, story, "failed at {}, {}: {}", error.stage().wireName(), error.code(),
                error.message());
    }

    private static StoryError error(Submission submission, ApiAnswer answer) {
        return answer.error(submission.story().paidStage(), submission.story().storyId() != null
                || submission.story().requested("story_id") != null);
    }

    private static String brief(String text) {
        return text.isBlank() ? "" : ": " + text.substring(0, Math.min(300, text.length()));
    }
}
