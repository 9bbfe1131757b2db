package io.storyreel.handover;

import java.util.EnumMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.storyreel.ledger.claim.DueTimes;
import io.storyreel.story.WorkKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;

/**
 * Wakes the sweeps: when the ledger has made something due that nobody was there to take, and when a wait is over.
 * A signal that is lost or swallowed loses nothing: what is due stands in the ledger.
 */
@ApplicationScoped
@Named("stageSignals")
@Unremovable
public class StageSignals {

    private final DueTimes due;
    private final CamelContext camel;
    private final Map<WorkKind, Endpoint> signals = new EnumMap<>(WorkKind.class);
    private volatile ProducerTemplate template;

    StageSignals(DueTimes due, CamelContext camel) {
        this.due = due;
        this.camel = camel;
    }

    void beforeRoutes(@Observes StartupEvent started) {
        for (WorkKind work : WorkKind.values()) {
            signals.put(work, camel.getEndpoint("seda:wake-" + work.routeName() + "?size=1&discardWhenFull=true"));
        }
        template = camel.createProducerTemplate();
        due.onDue(this::wake);
    }

    /** Wakes each stage whose time has come. Called every tick; asks nobody. */
    public void wakeDue() {
        for (WorkKind work : WorkKind.values()) {
            if (due.isDue(work)) {
                wake(work);
            }
        }
    }

    private void wake(WorkKind work) {
        if (camel.isStarted()) {
            template.sendBody(signals.get(work), work);
        }
    }
}
