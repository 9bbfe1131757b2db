package io.storyreel;

import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;

/** The route files as they are packaged, for a Camel context that a test puts together. */
public final class PackagedRoutes {

    private PackagedRoutes() {
    }

    /** Loads files of the folder {@code routes} by their names, for example {@code 90-faults}. */
    public static void load(CamelContext camel, String... names) throws Exception {
        for (String name : names) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(PluginHelper.getResourceLoader(camel)
                    .resolveResource("classpath:routes/" + name + ".camel.yaml"));
        }
    }
}
