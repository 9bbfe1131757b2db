package io.storyreel.handover;

import java.util.EnumMap;
import java.util.Map;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.StartupEvent;
import io.storyreel.ledger.DueTimes;
import io.storyreel.ledger.Work;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;

/**
 * Rings for the sweeps: when the ledger has made something due that nobody was there to take, and when a wait is over.
 * A bell that is lost or swallowed loses nothing: what is due stands in the ledger.
 */
@ApplicationScoped
@Named("bells")
@Unremovable
public class Bells {

    private final DueTimes due;
    private final CamelContext camel;
    private final Map<Work, Endpoint> bells = new EnumMap<>(Work.class);
    private volatile ProducerTemplate template;

    Bells(DueTimes due, CamelContext camel) {
        this.due = due;
        this.camel = camel;
    }

    void beforeRoutes(@Observes StartupEvent started) {
        for (Work work : Work.values()) {
            bells.put(work, camel.getEndpoint("seda:ring-" + work.inRoutes() + "?size=1&discardWhenFull=true"));
        }
        template = camel.createProducerTemplate();
        due.ringing(this::ring);
    }

    /** Rings each bell whose time has come. Called every tick; asks nobody. */
    public void ringDue() {
        for (Work work : Work.values()) {
            if (due.isDue(work)) {
                ring(work);
            }
        }
    }

    private void ring(Work work) {
        if (camel.isStarted()) {
            template.sendBody(bells.get(work), work);
        }
    }
}
