package io.storyreel.intake;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.HouseFaults;
import io.storyreel.ledger.CreditGate;
import io.storyreel.ledger.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Leaves the work in the queues while the service can't take it: {@code routePolicy: "#backpressure"} on a way in. Its
 * consumer is suspended while {@link #PLACES} stories for each place among the calls wait to be sent, or any wait while
 * there is no credit, or the ledger is out of reach. What is in hand is finished, so a few more may be taken than that.
 */
@Singleton
@Named("backpressure")
@Unremovable
public class Backpressure extends RoutePolicySupport {

    /** Waiting stories for each of {@code storyreel.api.max-concurrent}: enough that no place ever idles. */
    static final int PLACES = 4;

    private static final Logger LOG = LoggerFactory.getLogger("storyreel.intake");

    private final StoryQueries stories;
    private final CreditGate gate;
    private final HouseFaults faults;
    private final int most;

    private final Set<Route> held = ConcurrentHashMap.newKeySet();

    Backpressure(StoryQueries stories, CreditGate gate, HouseFaults faults, StoryreelSettings settings) {
        this.stories = stories;
        this.gate = gate;
        this.faults = faults;
        this.most = PLACES * settings.api().maxConcurrent();
    }

    @Override
    public void onStart(Route route) {
        look(route);
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        look(route);
    }

    /** Lets the ways that are held go on where there is room again. Called every tick. */
    public void lookAgain() {
        // Not at the first free place: a way that is held and let go all the time would do little else.
        if (!held.isEmpty() && hasRoom(most / 2)) {
            held.forEach(this::letGo);
        }
    }

    private void look(Route route) {
        if (!hasRoom(most - 1) && held.add(route)) {
            try {
                suspendOrStopConsumer(route.getConsumer());
                if (faults.isNews("held-" + route.getRouteId())) {
                    LOG.info("{}: holds, enough stories wait to be sent; the rest stays in the queue",
                            route.getRouteId());
                }
            } catch (Exception e) {
                held.remove(route);
                LOG.warn("{}: could not be held back: {}", route.getRouteId(), e.getMessage());
            }
        }
    }

    private void letGo(Route route) {
        try {
            if (held.remove(route)) {
                resumeOrStartConsumer(route.getConsumer());
                LOG.debug("{}: goes on", route.getRouteId());
            }
        } catch (Exception e) {
            held.add(route);
            LOG.warn("{}: could not go on, once more soon: {}", route.getRouteId(), e.getMessage());
        }
    }

    private boolean hasRoom(int allowed) {
        try {
            int waiting = stories.waiting();
            return waiting <= allowed && (waiting == 0 || !gate.isClosed());
        } catch (DataAccessException | TransactionException ledgerIsAway) {
            // Told of by whoever works with it; nothing can be taken up without it.
            return false;
        }
    }
}
