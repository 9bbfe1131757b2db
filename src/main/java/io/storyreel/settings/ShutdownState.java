package io.storyreel.settings;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Whether this process has been told to stop. From then on nothing new is begun, above all no call that is paid for:
 * {@code storyreel.stop.grace} is for those that are under way.
 */
@ApplicationScoped
public class ShutdownState {

    /** For all that can be begun again without harm: downloads, questions, results. */
    static final Duration WITHOUT_PAID_CALLS = Duration.ofSeconds(20);

    private final AtomicInteger paidCalls = new AtomicInteger();
    private volatile boolean begun;

    /** From now on it stops. */
    public void begin() {
        begun = true;
    }

    /** Whether it does. */
    public boolean isBegun() {
        return begun;
    }

    /**
     * Asks whether a call that is paid for may begin. Where it may, it counts as under way until the exchange is done.
     *
     * @return false once this process stops
     */
    public boolean letsPay(Exchange exchange) {
        // Counted before it is looked: a stop that begins in between waits for it.
        paidCalls.incrementAndGet();
        if (begun) {
            paidCalls.decrementAndGet();
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                paidCalls.decrementAndGet();
            }
        });
        return true;
    }

    /**
     * How long a stop that has begun waits for what is under way.
     *
     * @param grace what is set, for paid calls; where none is under way nobody need wait as long as one may take
     */
    public Duration patience(Duration grace) {
        return paidCalls.get() > 0 || grace.compareTo(WITHOUT_PAID_CALLS) < 0 ? grace : WITHOUT_PAID_CALLS;
    }
}
