package io.storyreel.service;

import java.util.concurrent.Semaphore;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The {@code storyreel.api.max-concurrent} permits among the calls to the service. Camel's throttle for concurrent
 * requests is the same idea, but up to 4.17 it forgets who holds a permit when none has been given back for ten seconds
 * (CAMEL-24926), and a stage takes minutes.
 */
@ApplicationScoped
@Named("callPermits")
@Unremovable
public class CallPermits {

    private final Semaphore permits;
    private final boolean paced;

    CallPermits(StoryreelSettings settings) {
        // First come, first served: a poll must not overtake a paid call for ever.
        this.permits = new Semaphore(settings.api().maxConcurrent(), true);
        this.paced = settings.api().requestsPerSecond() > 0;
    }

    /**
     * Waits for a permit. It is free again when the exchange is done, whatever its end and however long that takes.
     *
     * @throws InterruptedException where the wait was ended from outside: no permit was taken
     */
    public void acquire(Exchange exchange) throws InterruptedException {
        permits.acquire();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                permits.release();
            }
        });
    }

    /** Whether {@code storyreel.api.requests-per-second} sets a limit. */
    public boolean isPaced() {
        return paced;
    }

    /** The permits that are free at this moment. */
    public int free() {
        return permits.availablePermits();
    }
}
