package io.storyreel.report;

import static io.storyreel.exchange.PropertyNames.RECIPIENT;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;

/**
 * Which recipients of results take none just now: a channel as a whole, whose broker is away, or a single address. Each
 * has a backoff of its own, so that what one does not take holds up no other; and of those that fail only one result at
 * a time finds out whether that is still so.
 */
@ApplicationScoped
@Named("recipientBackoff")
@Unremovable
public class RecipientBackoff {

    /** An address that has failed is forgotten after so long, and tried as if for the first time. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    /** Addresses are the senders' to name, so there may be any number. */
    private static final int MOST = 1_000;

    /** A channel is asked again as soon as that: others wait behind it, and brokers come back within seconds. */
    private static final int OF_A_WAY = 2;

    private final Backoff backoff;
    private final Clock clock;
    private final int maxRetries;

    private final Map<String, Failing> failing = new ConcurrentHashMap<>();

    RecipientBackoff(Backoff backoff, Clock clock, StoryreelSettings settings) {
        this.backoff = backoff;
        this.clock = clock;
        this.maxRetries = settings.api().maxRetries();
    }

    /** @param until no result is sent to it before */
    private record Failing(int times, Instant until, Instant last) {
    }

    /**
     * Keeps the reporters free while an recipient is failing: each try costs seconds.
     *
     * @throws RecipientUnavailable where it has failed a moment ago, or is being tried
     */
    public void refuseWhileAway(@ExchangeProperty(RECIPIENT) String recipient) throws RecipientUnavailable {
        Instant now = clock.instant();
        Instant[] refusedUntil = new Instant[1];
        failing.computeIfPresent(recipient, (name, seen) -> {
            if (now.isBefore(seen.until())) {
                refusedUntil[0] = seen.until();
                return seen;
            }
            // This one tries; those behind it wait for what it finds.
            return new Failing(seen.times(), now.plus(backoff.after(OF_A_WAY)), seen.last());
        });
        if (refusedUntil[0] != null) {
            throw new RecipientUnavailable(recipient, refusedUntil[0]);
        }
    }

    /** Whether an address has failed more often in a row than {@code storyreel.api.max-retries}, and lately. */
    public boolean isGivenUp(String recipient) {
        Failing seen = failing.get(recipient);
        return seen != null && seen.times() > maxRetries && clock.instant().isBefore(seen.last().plus(MEMORY));
    }

    /** Whether an address has failed, and has taken nothing since. */
    boolean hasFailed(String recipient) {
        return failing.containsKey(recipient);
    }

    /** It did not take an answer that was given at once, and that goes elsewhere now: others need not try. */
    public void passOver(@ExchangeProperty(RECIPIENT) String recipient,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        if (ObjectHelper.getException(RecipientUnavailable.class, cause) == null) {
            failed(recipient, true);
        }
    }

    /** It took a result. */
    public void took(@ExchangeProperty(RECIPIENT) String recipient) {
        failing.remove(recipient);
    }

    /**
     * It did not take a result.
     *
     * @param isAddress whether it is one of many addresses of its channel
     * @return when it is tried again
     */
    Instant failed(String recipient, boolean isAddress) {
        Instant now = clock.instant();
        if (failing.size() >= MOST) {
            failing.values().removeIf(seen -> seen.last().plus(MEMORY).isBefore(now) || seen.until().isBefore(now));
        }
        return failing.compute(recipient, (name, seen) -> {
            int times = seen == null || seen.last().plus(MEMORY).isBefore(now) ? 1 : seen.times() + 1;
            return new Failing(times, now.plus(backoff.after(isAddress ? times : OF_A_WAY)), now);
        }).until();
    }
}
