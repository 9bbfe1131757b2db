package io.storyreel.report;

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
 * Bounds how many are on their way to addresses that senders have named: {@code policy: replyPlaces} around the send.
 * There may be hundreds of them, one for each request, and each that takes nothing holds whoever sends to it for seconds,
 * without telling anything about the next. So of the four reporters one is left for all other results, and of the four
 * who take messages two; and addresses that have failed are tried in a place of their own, so that they hold up no one
 * that is asked for the first time.
 */
@ApplicationScoped
@Named("replyPlaces")
@Unremovable
public class ReplyPlaces implements Policy {

    /** How long a place is waited for: a broker takes a message within milliseconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** So long after a place was waited for in vain it is not waited for again. */
    private static final Duration CROWDED = Duration.ofSeconds(5);

    /** What finds no place is put off by the backoff after so many tries. */
    private static final int PUT_OFF = 4;

    private final Places ofOutcomes = new Places(2);

    private final Places ofOutcomesAgain = new Places(1);

    private final Places ofAnswersAtOnce = new Places(2);

    private final Addressees addressees;
    private final Backoff backoff;
    private final Clock clock;

    ReplyPlaces(Addressees addressees, Backoff backoff, Clock clock) {
        this.addressees = addressees;
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
            String addressee = exchange.getProperty(Addressees.PROPERTY, String.class);
            Places places = placesOf(exchange, addressee);
            if (!places.take(clock)) {
                exchange.setException(new WayAway(addressee, clock.instant().plus(backoff.after(PUT_OFF))));
                return;
            }
            try {
                send.process(exchange);
            } finally {
                places.free.release();
            }
        };
    }

    private Places placesOf(Exchange exchange, String addressee) {
        if (exchange.getProperty("outcomeDigest") == null) {
            return ofAnswersAtOnce;
        }
        return addressees.hasFailed(addressee) ? ofOutcomesAgain : ofOutcomes;
    }

    private static final class Places {

        private final Semaphore free;

        private volatile Instant crowdedUntil = Instant.EPOCH;

        private Places(int number) {
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
