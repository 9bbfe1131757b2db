package io.storyreel.report;

import static io.storyreel.exchange.PropertyNames.OUTCOME_DIGEST;
import static io.storyreel.exchange.PropertyNames.RECIPIENT;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.Backoff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * Bounds how many are on their way to addresses that senders have named: {@code policy: replyPermits} around the send.
 * There may be hundreds of them, one for each request, and each that takes nothing holds whoever sends to it for
 * seconds, without telling anything about the next. So of the four reporters one is left for all other results, and of
 * the four who take messages two; and addresses that have failed are tried in a place of their own, so that they hold
 * up no one that is asked for the first time.
 */
@ApplicationScoped
@Named("replyPermits")
@Unremovable
public class ReplyPermits implements Policy {

    /** How long a permit is waited for: a broker takes a message within milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** So long after a permit was waited for in vain it is not waited for again. */
    private static final Duration CROWDED = Duration.ofSeconds(5);

    /** What finds no permit is put off by the backoff after so many tries. */
    private static final int PUT_OFF = 4;

    private final Permits ofOutcomes = new Permits(2);

    private final Permits ofOutcomesAgain = new Permits(1);

    private final Permits ofAnswersAtOnce = new Permits(2);

    private final RecipientBackoff recipients;
    private final Backoff backoff;
    private final Clock clock;

    ReplyPermits(RecipientBackoff recipients, Backoff backoff, Clock clock) {
        this.recipients = recipients;
        this.backoff = backoff;
        this.clock = clock;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // There is nothing to change in the route.
    }

    @Override
    public Processor wrap(Route route, Processor send) {
        return exchange -> {
            String recipient = exchange.getProperty(RECIPIENT, String.class);
            Permits permits = permitsOf(exchange, recipient);
            if (!permits.take(clock)) {
                exchange.setException(new RecipientUnavailable(recipient,
                        clock.instant().plus(backoff.after(PUT_OFF))));
                return;
            }
            try {
                send.process(exchange);
            } finally {
                permits.free.release();
            }
        };
    }

    private Permits permitsOf(Exchange exchange, String recipient) {
        if (exchange.getProperty(OUTCOME_DIGEST) == null) {
            return ofAnswersAtOnce;
        }
        return recipients.hasFailed(recipient) ? ofOutcomesAgain : ofOutcomes;
    }

    private static final class Permits {

        private final Semaphore free;

        private volatile Instant crowdedUntil = Instant.EPOCH;

        private Permits(int number) {
            free = new Semaphore(number);
        }

        private boolean take(Clock clock) throws InterruptedException {
            if (free.tryAcquire()) {
                return true;
            }
            if (clock.instant().isBefore(crowdedUntil)) {
                return false;
            }
            if (free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            crowdedUntil = clock.instant().plus(CROWDED);
            return false;
        }
    }
}
