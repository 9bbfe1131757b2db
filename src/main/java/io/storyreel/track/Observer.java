package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.ANSWER;
import static io.storyreel.exchange.PropertyNames.ASKED_AT;
import static io.storyreel.exchange.PropertyNames.BEGUN;
import static io.storyreel.exchange.PropertyNames.STORY;
import static io.storyreel.exchange.PropertyNames.STORY_ID;
import static io.storyreel.exchange.PropertyNames.SUBMISSION;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.handover.PollCadence;
import io.storyreel.handover.StagePermits;
import io.storyreel.handover.Submission;
import io.storyreel.handover.Sweep;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.ledger.claim.DueStories;
import io.storyreel.service.ApiAnswer;
import io.storyreel.service.StoryStatus;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.OutgoingCall;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.story.StoryState;
import io.storyreel.story.WorkKind;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Asks after stories that are being made, and weighs what a GET shows: only that decides. */
@ApplicationScoped
@Named("observer")
@Unremovable
public class Observer {

    private static final StoryLog LOG = StoryLog.of("storyreel.track");

    private final DueStories dueStories;
    private final Sweep sweep;
    private final Dialects dialects;
    private final TrackingLedger ledger;
    private final PollCadence cadence;
    private final Backoff backoff;
    private final StoryreelSettings settings;
    private final Clock clock;

    Observer(DueStories dueStories, Sweep sweep, Dialects dialects, TrackingLedger ledger, PollCadence cadence,
            Backoff backoff, StoryreelSettings settings, Clock clock) {
        this.dueStories = dueStories;
        this.sweep = sweep;
        this.dialects = dialects;
        this.ledger = ledger;
        this.cadence = cadence;
        this.backoff = backoff;
        this.settings = settings;
        this.clock = clock;
    }

    /** Claims the stories whose next question is due. */
    public List<Story> due() {
        return sweep.due(WorkKind.OBSERVE, StagePermits.OBSERVE,
                permits -> dueStories.due(StoryState.GENERATING, permits));
    }

    /** Whose story is asked after. */
    public String storyId(@ExchangeProperty(STORY) Story story) {
        return story.storyId();
    }

    /**
     * The call that shows a story of the service.
     *
     * @param story whose it is, or null where a submission tells
     */
    public OutgoingCall look(@ExchangeProperty(STORY_ID) String storyId, @ExchangeProperty(STORY) Story story,
            @ExchangeProperty(SUBMISSION) Submission submission) {
        return dialects.named((story == null ? submission.story() : story).dialect()).looking(storyId);
    }

    /** Now, to be compared with the time of callbacks. */
    public Instant now() {
        return clock.instant();
    }

    /** What the Story in the answer means. */
    public Observation weigh(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer) {
        return switch (answer.told().status()) {
            case FAIL -> Observation.FAILED;
            case SUCCESS -> {
                if (!answer.told().videoUrl().isEmpty()) {
                    yield Observation.MADE;
                }
                boolean due = story.composeAt() != null && !story.composeAt().isAfter(clock.instant());
                yield due && story.composedAt() == null ? Observation.COMPOSE_DUE : Observation.NOT_YET;
            }
            default -> Observation.NOT_YET;
        };
    }

    /** Not there yet: the progress is noted and the next question dated. */
    public void notYet(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer,
            @ExchangeProperty(ASKED_AT) Instant askedAt, @ExchangeProperty(BEGUN) Boolean composedNow) {
        ObjectNode service = answer.story();
        boolean success = answer.told().status() == StoryStatus.SUCCESS;
        Instant now = clock.instant();
        Instant composeAt = !success ? null
                : story.composeAt() != null ? story.composeAt() : now.plus(settings.track().composeGrace());
        Duration next = cadence.next(story, success);
        if (composeAt != null && story.composedAt() == null && !Boolean.TRUE.equals(composedNow)
                && composeAt.isBefore(now.plus(next))) {
            next = Duration.between(now, composeAt).isNegative() ? Duration.ZERO : Duration.between(now, composeAt);
        }
        ledger.stillGenerating(story, service, answer.told().progress(), answer.credits(), composeAt, askedAt,
                now.plus(next));
        LOG.debug(LogEvent.LOOK_SHOWED, story, "{} {}%", answer.told().statusWord(),
                answer.told().progress());
    }

    /** The service does not know it: so many times in a row, with a backoff, as any call is tried; then it fails. */
    public void notFound(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer,
            @ExchangeProperty(ASKED_AT) Instant askedAt) {
        StoryError error = answer.error(Stage.TRACK, true);
        if (ledger.notFoundAtLast(story, error, settings.api().maxRetries())) {
            LOG.warn(LogEvent.STORY_FAILED, story, "failed, the service has not known story {} {} times in a row",
                    story.storyId(), settings.api().maxRetries() + 1);
            return;
        }
        Duration wait = wait(story, answer);
        ledger.notFoundAgain(story, error, askedAt, clock.instant().plus(wait));
        LOG.info(LogEvent.LOOK_AGAIN, story, "the service does not know story {}; asked again in {}", story.storyId(),
                ReadableValues.of(wait));
    }

    private Duration wait(Story story, ApiAnswer answer) {
        return backoff.after(story.attempts(), answer.retryAfter());
    }

    /** The GET failed: asked again after a backoff, until the deadline. */
    public void askAgain(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ANSWER) ApiAnswer answer,
            @ExchangeProperty(ASKED_AT) Instant askedAt) {
        StoryError error = answer.status() < 300
                ? new StoryError(ErrorCode.API_UNAVAILABLE, "the service answered " + answer.status()
                        + " without a story in it", Stage.TRACK, answer.status())
                : answer.error(Stage.TRACK, true);
        Duration wait = wait(story, answer);
        ledger.askAgain(story, error, askedAt, clock.instant().plus(wait));
        LOG.info(LogEvent.LOOK_AGAIN, story, "no answer that helps ({}); asked again in {}", error.message(),
                ReadableValues.of(wait));
    }

    /** The GET did not come through at all, or what it showed could not be dealt with. */
    public void unreachable(@ExchangeProperty(STORY) Story story, @ExchangeProperty(ASKED_AT) Instant askedAt,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        StoryError error = StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.TRACK, cause instanceof IOException
                ? "the service could not be asked: " + cause.getMessage()
                : "Storyreel itself could not go on: " + UnhandledFaults.unforeseen(cause));
        Duration wait = backoff.after(story.attempts());
        ledger.askAgain(story, error, askedAt == null ? clock.instant() : askedAt, clock.instant().plus(wait));
        LOG.info(LogEvent.LOOK_AGAIN, story, "{}; asked again in {}", error.message(), ReadableValues.of(wait));
    }

}
