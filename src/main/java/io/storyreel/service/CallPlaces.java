package io.storyreel.service;

import java.util.concurrent.Semaphore;

import io.quarkus.arc.Unremovable;
import io.storyreel.settings.StoryreelSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The {@code storyreel.api.max-concurrent} places among the calls to the service. Camel's throttle for concurrent
 * requests is the same idea, but up to 4.17 it forgets who holds a place when none has been given back for ten seconds
 * (CAMEL-24926), and a stage takes minutes.
 */
@ApplicationScoped
@Named("callPlaces")
@Unremovable
public class CallPlaces {

    private final Semaphore places;
    private final boolean paced;

    CallPlaces(StoryreelSettings settings) {
        // First come, first served: a poll must not overtake a paid call for ever.
        this.places = new Semaphore(settings.api().maxConcurrent(), true);
        this.paced = settings.api().requestsPerSecond() > 0;
    }

    /**
     * Waits for a place. It is free again when the exchange is done, whatever its end and however long that takes.
     *
     * @throws InterruptedException where the wait was ended from outside: no place was taken
     */
    public void take(Exchange exchange) throws InterruptedException {
        places.acquire();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                places.release();
            }
        });
    }

    /** Whether {@code storyreel.api.requests-per-second} sets a limit. */
    public boolean isPaced() {
        return paced;
    }

    /** The places that are free at this moment. */
    public int free() {
        return places.availablePermits();
    }
}
