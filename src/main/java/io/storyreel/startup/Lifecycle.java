package io.storyreel.startup;

import java.util.concurrent.TimeUnit;

import io.quarkus.runtime.StartupEvent;
import io.storyreel.fault.LedgerUnavailable;
import io.storyreel.journal.LogEvent;
import io.storyreel.journal.StoryLog;
import io.storyreel.ledger.Overdue;
import io.storyreel.ledger.budget.CreditGate;
import io.storyreel.ledger.budget.DailyBudget;
import io.storyreel.ledger.claim.LeaseRecovery;
import io.storyreel.settings.ShutdownState;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.OnInsufficientCredit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.ShutdownStrategy;

/** What is done once before the routes start and once after they have stopped. */
@ApplicationScoped
public class Lifecycle {

    private static final StoryLog LOG = StoryLog.of("storyreel");

    private final LeaseRecovery leases;
    private final Overdue overdue;
    private final CreditGate gate;
    private final DailyBudget budget;
    private final ShutdownState stopping;
    private final StoryreelSettings settings;

    Lifecycle(LeaseRecovery leases, Overdue overdue, CreditGate gate, DailyBudget budget, ShutdownState stopping,
            StoryreelSettings settings) {
        this.leases = leases;
        this.overdue = overdue;
        this.gate = gate;
        this.budget = budget;
        this.stopping = stopping;
        this.settings = settings;
    }

    /** Before any route: a dead process's claims are ended. */
    void beforeRoutes(@Observes StartupEvent event) {
        if (settings.api().onInsufficientCredit() == OnInsufficientCredit.FAIL) {
            // Closed under another setting, nobody would open it any more.
            gate.open();
        }
        int ended = leases.endLeasesOfTheDead();
        leases.askAfterAll();
        int lost = overdue.lostSubmissions();
        // Held under another cap, or none is set any more.
        budget.resume();
        if (ended > 0) {
            LOG.info(LogEvent.APP_RESUMED,
                    "{} stories were under way when Storyreel last stopped, {} of them uncertain; all others go on",
                    ended, lost);
        }
    }

    /** Before the routes stop: nothing new is begun; what is under way has the grace that is set, if it is paid for. */
    void beforeRoutesStop(@Observes CamelEvent.CamelContextStoppingEvent event) {
        stopping.begin();
        ShutdownStrategy stop = event.getContext().getShutdownStrategy();
        stop.setTimeUnit(TimeUnit.MILLISECONDS);
        stop.setTimeout(stopping.patience(settings.stop().grace()).toMillis());
    }

    /** After the routes: what was not finished is handed back; what was being paid for counts as lost. */
    void afterRoutes(@Observes CamelEvent.CamelContextStoppedEvent event) {
        try {
            int handedBack = leases.releaseAll();
            int lost = overdue.abandonOurSubmissions();
            LOG.info(LogEvent.APP_STOPPED, "stopped; {} stories handed back, {} submissions uncertain", handedBack,
                    lost);
        } catch (LedgerUnavailable e) {
            LOG.warn(LogEvent.APP_STOPPED, "stopped; the claims on stories end by themselves: {}", e.getMessage());
        }
    }
}
