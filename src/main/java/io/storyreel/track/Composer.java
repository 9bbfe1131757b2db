package io.storyreel.track;

import static io.storyreel.exchange.PropertyNames.COMPOSED;
import static io.storyreel.exchange.PropertyNames.STORY;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.quarkus.arc.Unremovable;
import io.storyreel.exchange.PropertyNames;
import io.storyreel.fault.Backoff;
import io.storyreel.fault.ErrorCode;
import io.storyreel.fault.Stage;
import io.storyreel.fault.StoryError;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.TrackingLedger;
import io.storyreel.service.ApiAnswer;
import io.storyreel.service.dialect.Dialects;
import io.storyreel.service.dialect.OutgoingCall;
import io.storyreel.settings.ShutdownState;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import io.storyreel.text.ReadableValues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/**
 * Asks the service, once in a story's life, to compose its video where it stays away after success. The call may
 * cost credits, so it is recorded before it is made, and only repeated when it was certainly not carried out.
 */
@ApplicationScoped
@Named("composer")
@Unremovable
public class Composer {

    private static final StoryLog LOG = StoryLog.of("storyreel.track");

    private final Dialects dialects;
    private final TrackingLedger ledger;
    private final Backoff backoff;
    private final StoryreelSettings settings;
    private final ShutdownState stopping;
    private final Clock clock;

    Composer(Dialects dialects, TrackingLedger ledger, Backoff backoff, StoryreelSettings settings,
            ShutdownState stopping,
            Clock clock) {
        this.dialects = dialects;
        this.ledger = ledger;
        this.backoff = backoff;
        this.settings = settings;
        this.stopping = stopping;
        this.clock = clock;
    }

    /** Records that /concat is being called; false where it was called before, and once this process stops. */
    public boolean begin(@ExchangeProperty(STORY) Story story, Exchange exchange) {
        return stopping.letsPay(exchange) && ledger.startComposing(story);
    }

    /** The call to /concat for this story. */
    public OutgoingCall call(@ExchangeProperty(STORY) Story story) {
        return dialects.named(story.dialect()).composing(story.storyId());
    }

    /** 402, 425 or 429: refused without being carried out. */
    public void refused(@ExchangeProperty(STORY) Story story, @ExchangeProperty(COMPOSED) ApiAnswer composed) {
        Duration wait = Backoff.longer(composed.status() == 402 ? settings.api().creditRetryInterval()
                : backoff.after(story.attempts()), composed.retryAfter());
        later(story, composed.error(Stage.CONCAT, true), wait);
        LOG.info(LogEvent.CONCAT_AGAIN, story, "/concat answered {}, called again in {}", composed.status(),
                ReadableValues.of(wait));
    }

    /** No connection was made. */
    public void neverSent(@ExchangeProperty(STORY) Story story,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Duration wait = backoff.after(story.attempts());
        later(story, StoryError.of(ErrorCode.API_UNAVAILABLE, Stage.CONCAT,
                "the service could not be reached: " + cause.getMessage()), wait);
        LOG.info(LogEvent.CONCAT_AGAIN, story, "/concat could not be reached, called again in {}",
                ReadableValues.of(wait));
    }

    /** Until then the video is asked for as before: it may still come by itself. */
    private void later(Story story, StoryError why, Duration wait) {
        Instant now = clock.instant();
        ledger.composeLater(story, why, now.plus(wait), now.plus(settings.track().pollInterval()));
    }

    /** Any other answer, or none: the video is asked for from now on, /concat is not called again. */
    public void called(@ExchangeProperty(PropertyNames.STORY) Story story) {
        LOG.info(LogEvent.CONCAT_CALLED, story, "the video stayed away after success, /concat was called");
    }
}
