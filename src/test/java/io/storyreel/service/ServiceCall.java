package io.storyreel.service;

import java.io.IOException;

import io.storyreel.TestBeans;
import io.storyreel.metrics.ApiCallMetrics;
import io.storyreel.proxy.HttpProxies;
import io.storyreel.settings.StoryreelSettings;
import io.storyreel.trace.StoryTraces;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.core5.http.HttpEntity;

/** One call to the service as the routes make it: camel-http with the app's own client behind it. */
public final class ServiceCall implements AutoCloseable {

    private final DefaultCamelContext camel = new DefaultCamelContext();

    public ServiceCall(StoryreelSettings settings) throws Exception {
        this(settings, new TestBeans().get(ApiCallMetrics.class));
    }

    /** The same where the calls are counted. */
    ServiceCall(StoryreelSettings settings, ApiCallMetrics metrics) throws Exception {
        camel.getRegistry().bind("storyApiClient", new StoryApiClients().storyApiClient(settings,
                new StoryApiBreaker(settings), new HttpProxies(settings), metrics, new StoryTraces()));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String method : new String[] {"GET", "POST"}) {
                    from("direct:" + method).errorHandler(noErrorHandler())
                            .to(settings.api().baseUrl() + "?httpClientConfigurer=#storyApiClient"
                                    + "&throwExceptionOnFailure=false&httpMethod=" + method);
                }
            }
        });
        camel.start();
    }

    Exchange get(String path) {
        return send("GET", path, "");
    }

    public Exchange post(String path, HttpEntity entity) {
        return send("POST", path, entity);
    }

    private Exchange send(String method, String path, Object body) {
        return camel.createFluentProducerTemplate().to("direct:" + method).withBody(body)
                .withHeader(Exchange.HTTP_PATH, path).send();
    }

    @Override
    public void close() throws IOException {
        camel.close();
    }
}
