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

    private static final Duration MOST_ASKED = Duration.ofHours(1);

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

    /**
     * At least {@link #after(int)}, and longer where whoever answered asks for it.
     *
     * @param asked its {@code Retry-After}, or null
     */
    public Duration after(int attempts, Duration asked) {
        return longer(after(attempts), asked);
    }

    /**
     * Our own wait, or the longer one that was asked for: a wish is honoured, but an hour is enough, the other side's
     * clock may be wrong.
     *
     * @param asked a {@code Retry-After}, or null
     */
    public static Duration longer(Duration ours, Duration asked) {
        Duration bounded = asked == null || asked.compareTo(MOST_ASKED) < 0 ? asked : MOST_ASKED;
        return bounded == null || bounded.compareTo(ours) < 0 ? ours : bounded;
    }

    /** The longest of these waits, for what is repeated without being counted. */
    public Duration longest() {
        return after(Integer.MAX_VALUE);
    }
}
