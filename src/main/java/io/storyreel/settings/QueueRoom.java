package io.storyreel.settings;

import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.CamelContext;
import org.apache.camel.component.seda.QueueReference;
import org.apache.camel.component.seda.SedaComponent;

/**
 * How much more a stage's in-memory queue takes. Only what fits is claimed: the rest waits in the ledger, where other
 * replicas can take it and a kill can't lose it.
 */
@ApplicationScoped
public class QueueRoom {

    private final CamelContext camel;
    private final Stopping stopping;

    QueueRoom(CamelContext camel, Stopping stopping) {
        this.camel = camel;
        this.stopping = stopping;
    }

    /** @return free places in {@code seda:<name>}; 0 before its consumer has started, and once this process stops */
    public int in(String name) {
        if (stopping.isBegun()) {
            return 0;
        }
        QueueReference queue = camel.getComponent("seda", SedaComponent.class).getQueues().get("seda://" + name);
        return queue == null ? 0 : queue.getQueue().remainingCapacity();
    }
}
