package io.storyreel.service;

import org.apache.camel.builder.RouteBuilder;

/** How hard the service is driven: every call to it, paid or not, passes here first. */
public final class CallPermitRoutes extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:acquire-permit").routeId("acquire-permit")
                .routeDescription("Holds a call to the service back until storyreel.api.max-concurrent and"
                        + " .requests-per-second have room for it. The permit is free again when the exchange that"
                        + " took it is done.")
                .errorHandler(noErrorHandler())
                // Not throttle with ConcurrentRequests: it forgets permits that are held for more than ten seconds.
                .bean("callPermits", "acquire")
                .filter(method("callPermits", "isPaced")).id("is-paced")
                    .throttle(constant("{{storyreel.api.requests-per-second}}")).timePeriodMillis(1000)
                .end();
    }
}
