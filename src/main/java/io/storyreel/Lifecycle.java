package io.storyreel;

import io.quarkus.runtime.StartupEvent;
import io.storyreel.fault.LedgerAway;
import io.storyreel.ledger.Claims;
import io.storyreel.ledger.CreditGate;
import io.storyreel.ledger.Overdue;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.settings.StoryreelSettings.OnInsufficientCredit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.camel.spi.CamelEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done once before the routes start and once after they have stopped. */
@ApplicationScoped
public class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger("storyreel");

    private final Claims claims;
    private final Overdue overdue;
    private final CreditGate gate;
    private final OnInsufficientCredit onInsufficientCredit;

    Lifecycle(Claims claims, Overdue overdue, CreditGate gate, StoryreelSettings settings) {
        this.claims = claims;
        this.overdue = overdue;
        this.gate = gate;
        this.onInsufficientCredit = settings.api().onInsufficientCredit();
    }

    /** Before any route: a dead process's claims are ended. */
    void beforeRoutes(@Observes StartupEvent event) {
        if (onInsufficientCredit == OnInsufficientCredit.FAIL) {
            // Closed under another setting, nobody would open it any more.
            gate.open();
        }
        int ended = claims.endLeasesOfTheDead();
        claims.askAfterAll();
        int lost = overdue.lostSubmissions();
        if (ended > 0) {
            LOG.info("{} stories were under way when Storyreel last stopped, {} of them uncertain; all others go on",
                    ended, lost);
        }
    }

    /** After the routes: what was not finished is handed back; what was being paid for counts as lost. */
    void afterRoutes(@Observes CamelEvent.CamelContextStoppedEvent event) {
        try {
            int handedBack = claims.releaseAll();
            int lost = overdue.abandonOurSubmissions();
            LOG.info("stopped; {} stories handed back, {} submissions uncertain", handedBack, lost);
        } catch (LedgerAway e) {
            LOG.warn("stopped; the claims on stories end by themselves: {}", e.getMessage());
        }
    }
}
