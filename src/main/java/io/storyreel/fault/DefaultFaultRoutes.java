package io.storyreel.fault;

/** For the routes whose stage has no answer to a fault. */
public final class DefaultFaultRoutes extends FaultRoutes {

    @Override
    public void configuration() {
        // Above all a ledger that is away: one line. The story keeps its row, its claim ends with the exchange, and the
        // next sweep takes it up again.
        met(routeConfiguration("default-faults"), Exception.class)
                .bean(UNHANDLED, "tell");
    }
}
