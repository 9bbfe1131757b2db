package io.storyreel.report;

import io.storyreel.fault.FaultRoutes;

/** What becomes of a result that could not be handed out: it is handed out later. */
public final class ReportFaultRoutes extends FaultRoutes {

    @Override
    public void configuration() {
        met(routeConfiguration("report-faults"), Exception.class).bean("reports", "again");
    }
}
