package io.storyreel.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.quarkus.arc.Unremovable;
import io.storyreel.fault.FaultRoutes;
import io.storyreel.fault.UnhandledFaults;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.query.StoryQueries;
import io.storyreel.settings.StoryreelSettings;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.support.service.ServiceHelper;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Leaves the work in the queues while the service can't take it: the policy of each route whose faults are those of
 * channels ({@link FaultRoutes#OF_CHANNELS}). Its consumer is suspended while {@link #WAITING_PER_PERMIT} stories for
 * each permit for a call wait to be sent, or any wait while there is no credit, or the ledger is out of reach. What is
 * in flight is finished, so a few more may be taken than that.
 */
@Singleton
@Named("backpressure")
@Unremovable
public class Backpressure extends RoutePolicySupport implements RoutePolicyFactory {

    /** Waiting stories for each of {@code storyreel.api.max-concurrent}: enough that no permit ever idles. */
    static final int WAITING_PER_PERMIT = 4;

    /** Held for so long, a channel is started anew instead of resumed. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final StoryLog LOG = StoryLog.of("storyreel.intake");

    private final StoryQueries stories;
    private final CreditGate gate;
    private final UnhandledFaults faults;
    private final IntakeProgress moves;
    private final Clock clock;
    private final int most;

    private final Map<Route, Instant> suspended = new ConcurrentHashMap<>();

    Backpressure(StoryQueries stories, CreditGate gate, UnhandledFaults faults, IntakeProgress moves, Clock clock,
            StoryreelSettings settings) {
        this.stories = stories;
        this.gate = gate;
        this.faults = faults;
        this.moves = moves;
        this.clock = clock;
        this.most = WAITING_PER_PERMIT * settings.api().maxConcurrent();
    }

    /** Camel asks this for every route that it makes. */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return route instanceof RouteDefinition made && made.getRouteConfigurationId() != null
                && List.of(made.getRouteConfigurationId().split("\\s*,\\s*")).contains(FaultRoutes.OF_CHANNELS)
                        ? this : null;
    }

    @Override
    public void onStop(Route route) {
        moves.stops(route.getRouteId());
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        moves.takes(route.getRouteId());
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        moves.hasTaken(route.getRouteId());
        if (exchange.isFailed()) {
            // It is not acknowledged and has to come again, which a consumer that is held would not see to.
            resume(route);
        } else if (!hasRoom(most - 1)) {
            suspend(route);
        }
    }

    /** Lets the channels that are suspended go on where there is room again. Called every tick. */
    public void lookAgain() {
        // Not at the first free permit: a channel that is suspended and resumed all the time would do little else.
        if (!suspended.isEmpty() && hasRoom(most / 2)) {
            List.copyOf(suspended.keySet()).forEach(this::resume);
        }
    }

    private synchronized void suspend(Route route) {
        if (suspended.containsKey(route)) {
            return;
        }
        try {
            suspendOrStopConsumer(route.getConsumer());
            suspended.put(route, clock.instant());
            if (faults.shouldLog("suspended-" + route.getRouteId())) {
                LOG.info(LogEvent.CHANNEL_SUSPENDED,
                        "{}: suspended, enough stories wait to be sent; the rest stays in the queue",
                        route.getRouteId());
            }
        } catch (Exception e) {
            LOG.warn(LogEvent.CHANNEL_TROUBLE, "{}: could not be suspended: {}", route.getRouteId(), e.getMessage());
        }
    }

    private synchronized void resume(Route route) {
        Instant since = suspended.get(route);
        if (since == null) {
            return;
        }
        ServiceStatus status = route.getCamelContext().getRouteController().getRouteStatus(route.getRouteId());
        if (status != null && status.isStopped()) {
            // Somebody else has stopped it for good.
            suspended.remove(route);
            return;
        }
        try {
            if (since.plus(LONG).isBefore(clock.instant())) {
                // What has broken off meanwhile does not come back by being resumed.
                ServiceHelper.stopService(route.getConsumer());
                ServiceHelper.startService(route.getConsumer());
            } else {
                resumeOrStartConsumer(route.getConsumer());
            }
            suspended.remove(route);
            LOG.debug(LogEvent.CHANNEL_RESUMED, "{}: resumed", route.getRouteId());
        } catch (Exception e) {
            LOG.warn(LogEvent.CHANNEL_TROUBLE, "{}: could not be resumed, tried again soon: {}", route.getRouteId(),
                    e.getMessage());
        }
    }

    private boolean hasRoom(int allowed) {
        try {
            int waiting = stories.waiting(allowed + 1);
            return waiting <= allowed && (waiting == 0 || !gate.isClosed());
        } catch (DataAccessException | TransactionException ledgerIsAway) {
            // Told of by whoever works with it; nothing can be taken up without it.
            return false;
        }
    }
}
