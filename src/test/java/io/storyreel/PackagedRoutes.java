package io.storyreel;

import io.storyreel.deliver.DeliverFaultRoutes;
import io.storyreel.fault.DefaultFaultRoutes;
import io.storyreel.handover.SweepRoutes;
import io.storyreel.intake.IntakeFaultRoutes;
import io.storyreel.messaging.QueueFaultRoutes;
import io.storyreel.report.ReportFaultRoutes;
import io.storyreel.status.StatusFaultRoutes;
import io.storyreel.submit.SubmitFaultRoutes;
import io.storyreel.track.TrackFaultRoutes;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.support.PluginHelper;

/** The route files as they are packaged, for a Camel context that a test puts together. */
public final class PackagedRoutes {

    private PackagedRoutes() {
    }

    /**
     * Loads files of the folder {@code routes} by their names, for example {@code 31-track-poll}, and what all need.
     */
    public static void load(CamelContext camel, String... names) throws Exception {
        for (RouteConfigurationBuilder faults : new RouteConfigurationBuilder[] {new DefaultFaultRoutes(),
            new IntakeFaultRoutes(), new QueueFaultRoutes(), new SubmitFaultRoutes(), new TrackFaultRoutes(),
            new DeliverFaultRoutes(), new ReportFaultRoutes(), new StatusFaultRoutes()}) {
            camel.addRoutesConfigurations(faults);
        }
        camel.addRoutes(new SweepRoutes());
        for (String name : names) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(PluginHelper.getResourceLoader(camel)
                    .resolveResource("classpath:routes/" + name + ".camel.yaml"));
        }
    }
}
