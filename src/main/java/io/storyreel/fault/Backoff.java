package io.storyreel.fault;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * How long to wait before a safe repetition: {@code storyreel.api.retry-delay}, doubled each time up to
 * {@code .retry-max-delay}, of which between half and all is taken so that stories that failed together do not
 * come back together.
 */
@ApplicationScoped
public class Backoff {

    private final Duration first;
    private final Duration most;

    Backoff(StoryreelSettings settings) {
        this.first = settings.api().retryDelay();
        this.most = settings.api().retryMaxDelay();
    }

    /** @param attempts how often it has been tried before, from 0 */
    public Duration after(int attempts) {
        long millis = first.toMillis() << Math.min(attempts, 20);
        long bounded = Math.max(1, Math.min(millis, most.toMillis()));
        return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }

    /** The longest of these waits, for what is repeated without being counted. */
    public Duration longest() {
        return after(Integer.MAX_VALUE);
    }
}
