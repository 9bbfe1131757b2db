package io.storyreel.handover;

import java.time.Duration;
import java.util.stream.Stream;

import io.quarkus.arc.Unremovable;
import io.storyreel.service.WebhookAddress;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.story.Story;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;

/** How often Storyreel asks after a story, and how often it looks whether something is due. */
@ApplicationScoped
@Named("pollCadence")
@Unremovable
public class PollCadence {

    private static final long SHORTEST_TICK = 20;

    private static final long LONGEST_TICK = 500;

    private static final long LONGEST_OVERDUE = 2000;

    private final StoryreelSettings settings;
    private final WebhookAddress webhook;

    PollCadence(StoryreelSettings settings, WebhookAddress webhook) {
        this.settings = settings;
        this.webhook = webhook;
    }

    /** From the service's yes to the first question: seldom where a callback is to be expected. */
    public Duration first() {
        return webhook.isOn() ? settings.track().fallbackPollInterval() : settings.track().pollInterval();
    }

    /** To the next question. After a callback or a success without a video no callback will come, so it is asked. */
    public Duration next(Story story, boolean success) {
        return success || story.callbackBatchId() != null ? settings.track().pollInterval() : first();
    }

    /** Milliseconds between two looks for due work: half the shortest wait that is set, so that each is kept. */
    public long tick() {
        long shortest = Stream.of(settings.track().pollInterval(), settings.track().fallbackPollInterval(),
                settings.track().composeGrace(), settings.track().deadline(), settings.api().retryDelay(),
                settings.api().creditRetryInterval()).mapToLong(Duration::toMillis).min().orElse(LONGEST_TICK);
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, shortest / 2));
    }

    /** Milliseconds between two looks for deadlines that have passed and claims whose holder died. */
    public long overdueTick() {
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_OVERDUE, settings.track().deadline().toMillis() / 4));
    }

    /** Milliseconds between two looks into the inbox. */
    public long inboxTick() {
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK / 2, settings.inbox().settleTime().toMillis() / 4));
    }
}
